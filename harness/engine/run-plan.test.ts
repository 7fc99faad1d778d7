import { describe, expect, test } from "vitest";
import type { FacePlan, StreamPlan } from "../plan/face-plan.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { StreamReader } from "../protocols/stream-reader.ts";
import { WitnessAndPublisher } from "./client/witness-and-publisher.ts";
import { type FaceContext, newLiveCounts, RecentTokens, Sessions } from "./context.ts";
import { FaceTimers } from "./face-timers.ts";
import { runPlan } from "./run-plan.ts";

const workload = { events: 1, interval_ms: 1, event_bytes: 16, seed: 1 };
const client = { retries: 0, startAnew: false };
const stream = (s: number, dueMs: number): StreamPlan => ({ s, role: "cut", dueMs, workload, cuts: [] });

/** A face in which the given protocol is spoken to nobody, and the rejections that no one awaited meanwhile. */
async function unhandledWhile(protocol: Partial<Protocol>, action: (face: FaceContext) => Promise<void>) {
  const { signal } = new AbortController();
  const timers = new FaceTimers(signal);
  const start = performance.now();
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  try {
    await action({
      ...{ protocol: protocol as Protocol, instances: [new URL("http://127.0.0.1:9")], headers: {}, traceparent: null },
      ...{ otherIdentity: null, secrets: [], tokens: new RecentTokens(), sessions: new Sessions(), policy: client },
      ...{ timers, signal, live: newLiveCounts(2), limits: { answerMs: 1_000, idleMs: 1_000, eventMs: 1_000 } },
      ...{ sink: { write() {} }, now: () => performance.now() - start, nextStream: () => 2 },
    });
  } finally {
    await new Promise(setImmediate); // by then node has told of them
    process.off("unhandledRejection", note);
    timers.close();
  }
  return unhandled;
}

const fault = () => {
  throw new Error("it cannot be carried out");
};

describe("what fails early is thrown in the end, and does not end the process before", () => {
  test("a client, while others are still to arrive", async () => {
    const unhandled = await unhandledWhile({ createReader: fault }, async (face) => {
      const plan: FacePlan = { streams: [stream(0, 0), stream(1, 50)], faults: [], client, expectedMs: 100 };
      await expect(runPlan(plan, face)).rejects.toThrow("it cannot be carried out");
      expect(face.live.done).toBe(2);
    });
    expect(unhandled).toEqual([]);
  });

  test("a publisher, while its client is still reading", async () => {
    const reader = { requestId: null, lastSeq: -1, route: { publisher: { requests: fault } } };
    const unhandled = await unhandledWhile({}, async (face) => {
      const beside = new WitnessAndPublisher(stream(0, 0), reader as unknown as StreamReader, face);
      beside.onStream(face.instances[0] as URL);
      await face.timers.sleep(20);
      await expect(beside.finish(face.instances[0] as URL)).rejects.toThrow("it cannot be carried out");
    });
    expect(unhandled).toEqual([]);
  });
});
