import { SharedArray } from "k6/data";
import exec from "k6/execution";
import type { Options } from "k6/options";
import type { K6Job, TimedStream } from "../job.ts";
import { partOf, readSegment } from "../segment.ts";
import { LaneLog } from "./lane-log.ts";
import { followStream } from "./stream-in-k6.ts";

/**
 * The script that k6 runs, bundled by `harness/k6/bundle.ts`. It sends the requests of a plan and logs each of them. It judges
 * nothing.
 *
 * One iteration a VU: a VU takes each `lanes`-th stream of its process's part and holds all of them at once.
 */
const jobs = new SharedArray("job", () => {
  const { streams: _streams, ...job } = readJob();
  return [job];
});
const streams = new SharedArray("streams", () => [...readJob().streams]);
const job = jobs[0] as Omit<K6Job, "streams">;

export const options: Options = {
  scenarios: {
    plan: {
      executor: "per-vu-iterations",
      vus: job.vus,
      iterations: 1,
      maxDuration: `${Math.ceil(job.limitMs / 1_000)}s`,
      gracefulStop: "1s",
    },
  },
  systemTags: [],
  noCookiesReset: true,
  userAgent: "resume-gate (k6)",
};

/** An arrival later than this is dropped and logged: the load generator could not keep its schedule. In milliseconds. */
const latestArrivalMs = 2_000;

export default async function plan(): Promise<void> {
  const segment = readSegment(exec.test.options.executionSegment);
  if (segment === null) {
    exec.test.abort(`The execution segment "${exec.test.options.executionSegment}" is not an n-th part of the plan.`);
    return;
  }
  const shard = partOf(job.shard, segment);
  const lanes = exec.instance.vusInitialized;
  const lane = exec.vu.idInInstance - 1;
  const startedAt = exec.scenario.startTime;
  const log = new LaneLog(lane);
  log.write({ k: "lane", lane, lanes, shard, startedAt });
  const clients: Promise<void>[] = [];
  const step = segment.of * lanes; // by place, because k6 parses each element that is read, in each VU
  for (let place = segment.index + segment.of * lane; place < streams.length; place += step) {
    clients.push(arrive(streams[place] as TimedStream, startedAt, log));
  }
  await Promise.all(clients);
  log.end();
}

async function arrive(stream: TimedStream, startedAt: number, log: LaneLog): Promise<void> {
  await log.sleepUntil(startedAt + stream.dueMs);
  const lateMs = Date.now() - startedAt - stream.dueMs;
  if (lateMs > latestArrivalMs) log.write({ k: "dropped", due: stream.dueMs, lateMs });
  else await followStream({ job, stream, startedAt, log });
}

function readJob(): K6Job {
  return JSON.parse(open(__ENV.RESUME_GATE_JOB ?? "job.json"));
}
