import type { FindingKind } from "../../../rows/client/row.ts";

/** One thing that a client did wrong. */
export interface ClientFinding {
  readonly kind: FindingKind;
  /** A sentence with the values: what was wanted, what came. */
  readonly text: string;
  /** When, on the row's clock, in milliseconds; null for what did not happen. */
  readonly at: number | null;
  /** The request that it is about, counted from 0. */
  readonly request?: number;
}

/** What the standard leaves open, and what this client did. */
export interface LeftOpen {
  readonly what: string;
  readonly text: string;
}

export interface ClientVerdict {
  readonly verdict: "pass" | "fail" | "left open" | "inconclusive";
  /** Worst first. */
  readonly findings: readonly ClientFinding[];
  readonly leftOpen: readonly LeftOpen[];
  /** What could not be judged of this client, and why. */
  readonly notJudged: readonly string[];
  /** Why it is inconclusive. */
  readonly reason: string | null;
}

export const list = (values: readonly (string | number)[], most = 6): string =>
  values.length > most ? `${values.slice(0, most).join(", ")} and ${values.length - most} more` : values.join(", ");

/** A value as it is shown: quoted, and not too long. */
export function shownText(text: string, most = 60): string {
  return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
