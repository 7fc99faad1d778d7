import { describedProtocol } from "../../harness/protocols/description/described-protocol.ts";
import type { Proof, StreamDescription } from "../../harness/protocols/description/description.ts";
import type { Protocol } from "../../harness/protocols/protocol.ts";
import type { ReaderJob } from "./reader-job.ts";

/** The lean source as an `event-source` server: one POST opens a stream, ids are numbers, and each payload has its index. */
export function describedSource(kind: string, { events, intervalMs, eventBytes }: ReaderJob): Protocol {
  const reference = { events, interval_ms: intervalMs, event_bytes: eventBytes, seed: 1 };
  const open = { post: "/assist/draft-graph/stream", json: { brief: "x".repeat(40), flags: { reference } } };
  const proofs: Readonly<Record<string, readonly Proof[]>> = {
    number: [{ number: "id", from: 0 }],
    pointer: [{ number: "/payload/index", from: 0 }],
    witness: [{ witness: "alongside", open }],
  };
  const description: StreamDescription = {
    open,
    resume: open,
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ after: events + 3 }],
    proof: proofs[kind] ?? [],
  };
  return describedProtocol("event-source", description);
}
