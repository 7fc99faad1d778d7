import path from "node:path";
import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { node, start } from "../processes/bench-child.ts";
import { measureServers, withServers } from "../processes/measured-servers.ts";
import type { StormResult } from "../processes/storm-client.ts";

/** The reference server with resume on: what an event costs it, and how soon a crowd that comes back is served. */
export const serverLoad: Bench = {
  name: "server",
  what: "the reference server and one Redis, 500 to 5,000 streams at 2 events of 512 bytes a second; then 2,000 resumes within a second",
  run: runAll,
};

async function runAll({ quick, out }: BenchOptions) {
  const rows: Row[] = [];
  let first = 0;
  for (const streams of quick ? [500] : [500, 2_000, 5_000]) {
    const measured = await measureServers({ streams, out });
    const cost = measured.serverCpu / measured.events;
    first ||= cost;
    rows.push({
      who: `${streams.toLocaleString("en")} streams`,
      "CPU an event, times the first": short(cost / first),
      "events/s": Math.round(measured.events / measured.seconds),
      "of those wanted %": short((100 * measured.events) / (streams * 2 * measured.seconds)),
      "server CPU s / 1,000": short(cost),
      "Redis CPU s / 1,000": short((measured.redisCpu * 1_000) / measured.events),
      "Redis calls/event": short(measured.calls / measured.events),
      "KiB a stream": short((measured.rss * 1e6) / 1_024 / streams),
    });
  }
  const resumes = quick ? 200 : 2_000;
  const storm = await withServers({}, async ([server]) => {
    const job = { url: server?.url, resumes };
    const child = await start(
      node,
      [path.join(import.meta.dirname, "../processes/storm-client.ts"), JSON.stringify(job)],
      {
        limitMs: 90_000,
      },
    );
    await child.stop();
    return child.said as unknown as StormResult;
  });
  rows.push({
    who: `storm of ${resumes.toLocaleString("en")} live resumes in a second`,
    "first byte p50 ms": short(storm.p50),
    "p95 ms": short(storm.p95),
    "p99 ms": short(storm.p99),
    answered: storm.answered,
  });
  return { rows, notes: storm.other.length > 0 ? [`In the storm, other answers: ${storm.other.join(", ")}.`] : [] };
}
