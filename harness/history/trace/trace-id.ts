import { createHash } from "node:crypto";
import type { HeadRecord } from "../records.ts";
import { type TraceSource, traceIdOf, traceparentOf } from "./traceparent.ts";

/** Null where no trace of ours was sent: it is turned off, the user sends their own, or the history is older than traces. */
export function traceSource(run: Pick<HeadRecord["run"], "seed">, face: Omit<HeadRecord["face"], "startedAt">) {
  const source: TraceSource = { seed: run.seed, runs: face.traced ?? [], face: `${face.scenario}.${face.face}` };
  return source.runs.length > 0 ? source : null;
}

/** The trace id of one stream of a history, or null where none was sent. */
export function traceId({ run, face }: Pick<HeadRecord, "run" | "face">, s: number): string | null {
  const source = traceSource(run, face);
  return source && traceIdOf(source, s, sha256);
}

/** Returns a function that makes the header of one request of stream `s`; `request` tells it from the stream's others. */
export function traceparents(source: TraceSource): (s: number, request: string) => string {
  return (s, request) => traceparentOf(traceIdOf(source, s, sha256), request, sha256);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
