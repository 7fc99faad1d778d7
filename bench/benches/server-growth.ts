import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { type MeasuredLoad, measureServers } from "../processes/measured-servers.ts";

/** What more instances and larger buffers cost. */
export const serverGrowth: Bench = {
  name: "growth",
  what: "800 streams at 10 events of 512 bytes a second: on 1, 2 and 4 instances, and with buffers of 64 to 1,024 events",
  run: runAll,
};

async function runAll({ quick, out }: BenchOptions) {
  const streams = quick ? 100 : 800;
  const load = { streams, intervalMs: 100, out };
  const instances = await series(
    (quick ? [1, 2] : [1, 2, 4]).map((count) => [
      `${count} instance${count > 1 ? "s" : ""}`,
      { ...load, instances: count },
    ]),
  );
  const buffers = await series(
    (quick ? [256] : [64, 256, 1_024]).map((count) => [
      `buffer of ${count.toLocaleString("en")} events`,
      { ...load, env: { SSE_BUFFER_MAX_EVENTS: String(count) } },
    ]),
  );
  return {
    rows: [...instances, ...buffers],
    notes: [
      "Instances and buffers are each compared with their own first row. A stream has about 90 events when it is measured, so the smallest buffer is full and the others are not.",
    ],
  };
}

async function series(loads: readonly (readonly [string, MeasuredLoad])[]): Promise<Row[]> {
  const rows: Row[] = [];
  let first = 0;
  for (const [who, load] of loads) {
    const measured = await measureServers(load);
    const cost = measured.serverCpu / measured.events;
    first ||= cost;
    rows.push({
      who,
      "CPU an event, times the first": short(cost / first),
      "events/s": Math.round(measured.events / measured.seconds),
      "of those wanted %": short(
        (100 * measured.events) / ((load.streams * 1_000 * measured.seconds) / (load.intervalMs ?? 500)),
      ),
      "server CPU s / 1,000": short(cost),
      "Redis CPU s / 1,000": short((measured.redisCpu * 1_000) / measured.events),
      "servers' memory MB": short(measured.rss),
      "Redis' data MB": short(measured.redisMb),
    });
  }
  return rows;
}
