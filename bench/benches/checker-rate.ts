import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { HISTORY_SCHEMA } from "../../harness/history/records.ts";
import { draftGraphTerms } from "../../harness/protocols/draft-graph/terms.ts";
import { type Bench, type BenchOptions, short } from "../bench-types.ts";
import { node, run } from "../processes/bench-child.ts";

/** (d) Judging: how many event records a second the checker reads from a history, and whether its memory grows. */
export const checkerRate: Bench = {
  name: "checker",
  what: "the checker over generated histories of half a million and of 5 million events, in a process of its own",
  run: runAll,
};

const streamEvents = 1_000;

async function runAll({ quick, out }: BenchOptions) {
  const rows = [];
  let first = 0;
  for (const events of quick ? [50_000, 500_000] : [500_000, 5_000_000]) {
    const file = path.join(out, `generated-${events}.ndjson`);
    try {
      await generate(file, events / streamEvents);
      const megabytes = (await stat(file)).size / 1e6;
      const {
        out: printed,
        err,
        code,
      } = await run(node, [path.join(import.meta.dirname, "../processes/judge-history.ts"), file], {
        limitMs: 180_000,
      });
      if (code !== 0) throw new Error(`the checker ended with ${code}: ${err}`);
      const measured = JSON.parse(printed) as {
        seconds: number;
        cpuMs: number;
        rssMb: number;
        events: number;
        lost: number;
      };
      if (measured.events !== events || measured.lost !== 0) throw new Error(`the checker read ${printed}`);
      const rate = events / measured.seconds;
      first ||= rate;
      rows.push({
        who: `${events.toLocaleString("en")} events, ${Math.round(megabytes)} MB`,
        "events/s, times the first": short(rate / first),
        "events/s": Math.round(rate),
        "CPU s / 1,000,000": short((measured.cpuMs * 1_000) / events),
        "peak RSS MB": Math.round(measured.rssMb),
      });
    } finally {
      await rm(file, { force: true });
    }
  }
  return { rows, notes: ["Reading, JSON.parse, checking and measuring together; 1 process, 1 core."] };
}

/** Writes a history without faults: each stream on one connection, all its events linked. */
async function generate(file: string, streams: number): Promise<void> {
  const stream = createWriteStream(file, { highWaterMark: 1024 * 1024 });
  let records = 0;
  const write = async (record: object) => {
    records++;
    if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, "drain");
  };
  const limits = {
    resumeSuccessRate: 98,
    bufferTrimRate: 0.5,
    errorRate: 1,
    reconnectP99Ms: 5_000,
    droppedArrivalsRate: 1,
    silenceMs: 5_000,
    loopDelayP99Ms: 500,
  };
  const expect = {
    outcome: "green",
    symptoms: [],
    minShare: 0,
    phase: "all",
    faults: [],
    telemetry: [],
    uncutMustComplete: true,
  };
  const environment = { node: "", harness: "", platform: "", cores: 1, redis: "", target: "", gitCommit: null };
  await write({
    k: "head",
    schema: HISTORY_SCHEMA,
    run: {
      id: "generated",
      startedAt: new Date(0).toISOString(),
      seed: 1,
      profile: "pr",
      faces: ["baseline.load"],
      environment,
    },
    face: {
      scenario: "baseline",
      face: "load",
      startedAt: 0,
      plannedStreams: streams,
      limits,
      expect,
      protocol: draftGraphTerms,
    },
  });
  for (let s = 0; s < streams; s++) {
    const at = s * 3;
    await write({ k: "stream", s, role: "uncut", due: at });
    await write({ k: "conn", s, c: 0, kind: "start", due: at, at, instance: "a" });
    await write({ k: "answer", s, c: 0, at, status: 200, type: "text/event-stream", rid: `r${s}` });
    for (let from = 0; from < streamEvents; from += 64)
      await write(batch(s, at, from, Math.min(streamEvents, from + 64)));
    await write({ k: "close", s, c: 0, at: at + 100, why: "complete", bytes: 1, events: streamEvents });
    await write({ k: "done", s, at: at + 100, outcome: "complete" });
  }
  await write({ k: "end", at: streams * 3 + 200, status: "complete", records, loopDelayP99Ms: 1 });
  stream.end();
  await once(stream, "close");
}

/** Events `from` to `to`: the first two have no payload, the last one is final. */
function batch(s: number, at: number, from: number, to: number) {
  const seq = Array.from({ length: to - from }, (_, i) => from + i);
  const last = streamEvents - 1;
  return {
    k: "ev",
    s,
    c: 0,
    seq,
    at: seq.map((each) => Math.round((at + each / 10) * 100) / 100),
    idx: seq.map((each) => (each < 2 ? -1 : each === last ? streamEvents - 3 : each - 2)),
    fl: seq.map((each) => (each < 2 ? 0 : each === last ? 1 | 8 : 1)),
  };
}
