import { answers } from "./answers.ts";
import { cursors } from "./cursors.ts";
import { cuts } from "./cuts.ts";
import { forms } from "./forms.ts";
import { many } from "./many.ts";
import { pauses } from "./pauses.ts";
import type { ClientRow } from "./row.ts";
import { runbook } from "./runbook.ts";
import { servers } from "./servers.ts";

/** To add a row: write it into its theme's file; a new theme gets its line here. */
export const clientRows: readonly ClientRow[] = [
  ...cuts,
  ...cursors,
  ...forms,
  ...pauses,
  ...answers,
  ...servers,
  ...runbook,
  ...many,
];
