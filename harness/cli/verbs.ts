import type { Command } from "commander";
import { checkVerb } from "./check.ts";
import { commentVerb } from "./comment.ts";
import { listVerb } from "./list.ts";
import { reportVerb } from "./report.ts";
import { runVerb } from "./run.ts";
import { serveVerb } from "./serve.ts";
import { summaryVerb } from "./summary.ts";

/** To add a verb: write its file, add its line. */
export const verbs: readonly (() => Command)[] = [
  runVerb,
  checkVerb,
  listVerb,
  serveVerb,
  summaryVerb,
  commentVerb,
  reportVerb,
];
