/**
 * - `keys`: 401 or 403. `refused`: another 4xx; asking again does not help.
 * - `away`: no connection, no answer in time, or 429 or 5xx again and again; later it may go.
 * - `malformed`: an answer that is not what Datadog's description says.
 */
export type FailureKind = "keys" | "refused" | "away" | "malformed";

/** A request to Datadog that came to nothing. No key is in it. */
export class DatadogFailure extends Error {
  readonly kind: FailureKind;
  /** Where it went, without the query. */
  readonly where: string;
  /** What was seen. */
  readonly seen: string;

  constructor(kind: FailureKind, where: string, seen: string) {
    super(`${where}: ${seen}`);
    this.kind = kind;
    this.where = where;
    this.seen = seen;
  }
}
