import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { factsOf } from "../../check/testing/facts.ts";
import { faceRecords } from "../../gate/testing/history.ts";
import type { AnswerRecord, CloseRecord, ConnRecord, DoneRecord, HistoryRecord } from "../../history/records.ts";
import type { StreamPlan } from "../../plan/face-plan.ts";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { runClient } from "../client/run-client.ts";
import { newLiveCounts, RecentTokens, Sessions } from "../context.ts";
import { FaceTimers } from "../face-timers.ts";
import { FaceDeadline } from "../http/exchange.ts";

/** What one client of a described stream did at a small server, and what the judge says of it. */
export interface Seen {
  readonly closes: readonly CloseRecord["why"][];
  readonly errors: readonly (string | undefined)[];
  readonly answers: readonly AnswerRecord[];
  readonly conns: readonly ConnRecord[];
  readonly records: readonly HistoryRecord[];
  readonly outcome: DoneRecord["outcome"] | undefined;
  /** The seqs that reached the application, in order. */
  readonly delivered: readonly number[];
  readonly totals: ReturnType<typeof factsOf>["totals"];
}

export const byId: StreamDescription = {
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
};

/**
 * Lets one client follow one stream at this server, which is closed afterwards.
 *
 * @param limits `limitMs`: after so many milliseconds the face's time is over. Absent: it has no limit
 */
export async function followAt(
  listener: RequestListener,
  description: StreamDescription,
  plan: Partial<StreamPlan> = {},
  { limitMs }: { readonly limitMs?: number } = {},
): Promise<Seen> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stop = new AbortController();
  const timers = new FaceTimers(stop.signal);
  const protocol = describedProtocol("described", description);
  const records: HistoryRecord[] = [];
  const start = performance.now();
  const workload = { events: 10, interval_ms: 10, event_bytes: 10, seed: 1 };
  const client = { retries: 0, startAnew: false };
  const deadline = limitMs === undefined ? undefined : setTimeout(() => stop.abort(new FaceDeadline(limitMs)), limitMs);
  try {
    await runClient(
      { s: 0, role: "cut", dueMs: 0, workload, cuts: [], ...plan },
      {
        ...{ protocol, instances: [base], headers: {}, traceparent: null, otherIdentity: null, secrets: [] },
        ...{
          tokens: new RecentTokens(),
          sessions: new Sessions(),
          policy: client,
          timers,
          signal: stop.signal,
          live: newLiveCounts(1),
        },
        limits: { answerMs: 2_000, idleMs: 2_000, eventMs: 2_000 },
        sink: { write: (record) => void records.push(record) },
        now: () => Math.round((performance.now() - start) * 100) / 100,
        nextStream: () => 1,
      },
    );
  } finally {
    clearTimeout(deadline);
    timers.close();
    server.close();
    server.closeAllConnections();
  }
  const [head, ...rest] = faceRecords(records);
  if (head?.k !== "head") throw new Error("There is no head.");
  const { totals } = factsOf([{ ...head, face: { ...head.face, protocol: protocol.terms } }, ...rest]);
  const of = <K extends HistoryRecord["k"]>(k: K) =>
    records.filter((record): record is Extract<HistoryRecord, { k: K }> => record.k === k);
  return {
    closes: of("close").map(({ why }) => why),
    errors: of("close").map(({ error }) => error),
    answers: of("answer"),
    conns: of("conn"),
    records,
    outcome: of("done")[0]?.outcome,
    delivered: of("ev").flatMap(({ seq, fl }) => seq.filter((each, i) => each >= 0 && ((fl[i] as number) & 4) === 0)),
    totals,
  };
}

/** Events with these ids, as a server writes them. */
export const eventsOf = (...ids: readonly (number | string)[]) =>
  ids.map((id) => `id: ${id}\ndata: number ${id}\n\n`).join("");
export const sse = { "content-type": "text/event-stream" };
