import type { AnswerRecord, EndRecord, HalfRecord, LabRecord, RequestRecord, SentRecord } from "../history/records.ts";

/** One request of the client with all that belongs to it. */
export interface Connection {
  readonly request: RequestRecord;
  readonly answer: AnswerRecord | null;
  readonly sent: readonly SentRecord[];
  readonly half: HalfRecord | null;
  readonly end: EndRecord | null;
}

/** The client's requests in the order in which they came. */
export function connectionsOf(records: readonly LabRecord[]): readonly Connection[] {
  const requests = records.filter((record) => record.k === "req");
  return requests.map((request) => {
    const own = records.filter((record) => "r" in record && record.r === request.r);
    return {
      request,
      answer: own.find((record) => record.k === "ans") ?? null,
      sent: own.filter((record) => record.k === "sent"),
      half: own.find((record) => record.k === "half") ?? null,
      end: own.find((record) => record.k === "end") ?? null,
    };
  });
}

/** When the answer to a request was over for the client. */
export function endedAt({ answer, end, request }: Connection): number {
  return end?.at ?? answer?.at ?? request.at;
}

/** Whether a connection's stream was still open at a moment. A request that comes then is no return from it. */
export function wasOpenAt({ answer, end }: Connection, at: number): boolean {
  return answer?.answer?.kind === "stream" && end !== null && end.at > at;
}

/** `request 3 (after 1.2 s)`: requests are counted from 1 for people. */
export function named({ request }: Connection): string {
  return `request ${request.r + 1}`;
}
