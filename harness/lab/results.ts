import type { ClientTheme, FindingKind } from "../../rows/client/row.ts";

/** `resume-gate-client.json`. Times are milliseconds on the row's clock. */
export const CLIENT_RESULTS = "sse_client.v1";

export type ClientRowVerdict = "pass" | "fail" | "left open" | "inconclusive";

export interface ClientResults {
  readonly schema: typeof CLIENT_RESULTS;
  readonly run_id: string;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly seed: number;
  /** Its name, or that of the description's file. */
  readonly protocol: string;
  /** The command or the page. */
  readonly client: string;
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** 0 pass, 1 fail, 3 inconclusive, 130 interrupted. */
  readonly exit_code: 0 | 1 | 3 | 130;
  /** One sentence for each row that kept the verdict from `pass`, worst first. */
  readonly reasons: readonly string[];
  /** How many rows have which verdict. */
  readonly summary: Readonly<Record<ClientRowVerdict, number>>;
  readonly rows: readonly ClientRowResult[];
  /** Rows that the client's protocol cannot have. They did not run, and count as no pass. */
  readonly not_offered?: readonly { readonly row: string; readonly reason: string }[];
  /** Who answered in the rows that a reference server can answer: a sentence each. */
  readonly answered?: readonly string[];
  /** What this client cannot show in any row, and why. */
  readonly not_judged: readonly string[];
}

export interface ClientRowResult {
  readonly name: string;
  readonly theme: ClientTheme;
  /** The runbook's cause that it is about, and whether the cause or the fix is in place. */
  readonly cause?: string;
  readonly face?: "inject" | "fixed";
  /** Who answered, where a reference server can. */
  readonly answered_by?: "reference server" | "lab";
  readonly does: string;
  readonly must: string;
  readonly verdict: ClientRowVerdict;
  /** What explains the others comes first. */
  readonly findings: readonly ClientFindingResult[];
  /** What the standard leaves open, and what this client did. */
  readonly left_open: readonly { readonly what: string; readonly text: string }[];
  readonly not_judged: readonly string[];
  /** Why it is inconclusive. */
  readonly reason: string | null;
  readonly requests: number;
  /** Events that were sent as a whole, and events that the client says it delivered. */
  readonly sent: number;
  readonly delivered: number;
  readonly duration_ms: number;
  /** The history, beside the results: `resume-gate replay` shows it. */
  readonly history: string;
}

export interface ClientFindingResult {
  readonly kind: FindingKind;
  readonly text: string;
  readonly at_ms: number | null;
  /** The request that it is about, counted from 1. */
  readonly request?: number;
}
