/** What the trace ids of one face's streams are derived from, so that a history alone gives them again. */
export interface TraceSource {
  readonly seed: number;
  /** The runs that made the history: one, or one a shard, in the shards' order (`FaceInfo.traced`). */
  readonly runs: readonly string[];
  /** `scenario.face` */
  readonly face: string;
}

/** SHA-256 as lower-case hex. Handed in, because k6 has one of its own. */
export type Sha256 = (text: string) => string;

/** The trace of one stream: 32 hex digits. In a merged history stream `s` is its shard's `s / shards` (`mergeHistories`). */
export function traceIdOf({ seed, runs, face }: TraceSource, s: number, sha256: Sha256): string {
  const run = runs[s % runs.length] ?? "";
  return notZero(sha256(`${seed}/${run}/${face}/${Math.floor(s / runs.length)}`).slice(0, 32));
}

/**
 * The header of one request of a trace, sampled (https://www.w3.org/TR/trace-context/, version 00).
 *
 * @param request tells it from the stream's other requests: the number of its connection
 */
export function traceparentOf(traceId: string, request: string, sha256: Sha256): string {
  return `00-${traceId}-${notZero(sha256(`${traceId}/${request}`).slice(0, 16))}-01`;
}

/** An id of zeros alone is invalid. */
function notZero(id: string): string {
  return /^0+$/.test(id) ? id.replace(/0$/, "1") : id;
}
