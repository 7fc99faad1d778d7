import type { Cursor, Proof, StreamDescription } from "../../protocols/description/description.ts";
import type { RunForm } from "../event-source-server.ts";

/** What a case changes in its proof's usual stream. */
export type Way = Partial<Omit<RunForm, "word" | "events" | "everyMs">> & { readonly cursor?: Cursor };

interface ProofColumn {
  readonly form: Way;
  readonly cursor: Cursor;
  readonly proof: readonly Proof[];
}

const lastEventId: Cursor = { from: "id", send: { header: "Last-Event-ID" } };
/** A second reading has its own path, so that a lie to the client does not reach it. */
const again = { get: "/runs/{run}/events?witness" };

/** Each proof, with the kind of stream that it is for. */
export const proofColumns = {
  number: { form: { ids: "number" }, cursor: lastEventId, proof: [{ number: "id", from: 1 }] },
  pointer: { form: { ids: "random", counted: true }, cursor: lastEventId, proof: [{ number: "/n", from: 1 }] },
  marked: {
    form: { ids: "number" },
    cursor: lastEventId,
    proof: [{ number: "id", from: 1 }, { marker: "/say" }],
  },
  marker: { form: { ids: "random" }, cursor: lastEventId, proof: [{ marker: "/say" }] },
  witness: { form: { ids: "random" }, cursor: lastEventId, proof: [{ witness: "alongside", open: again }] },
  again: {
    form: { ids: "none" },
    cursor: { from: "count", send: { query: "skip" } },
    proof: [{ witness: "again", open: again }],
  },
  prefix: { form: { ids: "none" }, cursor: { from: "none" }, proof: ["prefix"] },
  document: { form: { ids: "random" }, cursor: lastEventId, proof: [{ document: "/text", part: "/delta" }] },
  publisher: {
    form: {},
    cursor: lastEventId,
    proof: [{ publisher: { post: "/pub/{marker}", headers: { "content-type": "text/plain" }, text: "{payload}" } }],
  },
} as const satisfies Readonly<Record<string, ProofColumn>>;

export type ProofName = keyof typeof proofColumns;

/** The description of a proof's stream, as `run --protocol` would get it. */
export function descriptionOf(name: ProofName, events: number, everyMs: number, way: Way = {}): StreamDescription {
  const column: ProofColumn = proofColumns[name];
  const { cursor = column.cursor, ...own } = way;
  const aside = [{ event: "ping" }];
  const { proof } = column;
  if (name === "publisher") {
    return { open: { get: "/sub/{marker}" }, resume: { get: "/sub/{marker}?again" }, cursor, aside, proof };
  }
  const form: RunForm = { word: "{marker}", events, everyMs, ids: "number", ...column.form, ...own };
  return {
    create: { post: "/runs", json: form, take: { run: "/id" } },
    open: { get: "/runs/{run}/events" },
    resume: { get: "/runs/{run}/events?again" },
    cursor,
    end: form.end === "close" ? ["close"] : [{ event: "done" }],
    aside,
    proof,
  };
}
