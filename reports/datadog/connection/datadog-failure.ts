/**
 * - `keys`: 401 or 403. `refused`: another 4xx; asking again does not help.
 * - `away`: no connection, no answer in time, or repeated 429 or 5xx; it may succeed later.
 * - `malformed`: an answer that does not fit Datadog's description.
 */
export type FailureKind = "keys" | "refused" | "away" | "malformed";

/** A failed request to Datadog. It contains no key. */
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
