import type { ClientRow } from "../../../rows/client/row.ts";
import { judgeRow } from "../judge/judge.ts";
import { LabHistory } from "./records.ts";

export const row: ClientRow = { name: "r", theme: "pause", does: "", must: "", why: "", answers: [], untilStop: true };
export const all = [0, 1, 2, 3, 4, 5] as const;
export const start = () => new LabHistory().request().stream();
export const cutAfter3 = () => start().events(0, 1, 2).end();

/** A history, and the kinds of what is found in it. */
export interface Case {
  readonly claim: string;
  readonly history: LabHistory;
  readonly kinds: readonly string[];
  readonly row?: Partial<ClientRow>;
  readonly mustStartAnew?: boolean;
  readonly reports?: boolean;
}

/** What the judge says of a history. */
export function judged({ history, row: more, mustStartAnew = false, reports = true }: Case) {
  return judgeRow({ ...row, ...more }, history.done(), { reports, mustStartAnew });
}
