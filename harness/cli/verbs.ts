import type { Command } from "commander";
import { checkVerb } from "./check.ts";
import { commentVerb } from "./comment.ts";
import { compareVerb } from "./compare.ts";
import { datadogVerb } from "./datadog.ts";
import { diagnoseVerb } from "./diagnose.ts";
import { exploreVerb } from "./explore.ts";
import { initVerb } from "./init.ts";
import { k6Verb } from "./k6.ts";
import { listVerb } from "./list.ts";
import { mergeVerb } from "./merge.ts";
import { replayVerb } from "./replay.ts";
import { reportVerb } from "./report.ts";
import { reproduceVerb } from "./reproduce.ts";
import { runVerb } from "./run.ts";
import { selftestVerb } from "./selftest.ts";
import { serveVerb } from "./serve.ts";
import { sloVerb } from "./slo.ts";
import { summaryVerb } from "./summary.ts";
import { trendVerb } from "./trend.ts";

/** To add a verb: write its file, add its line. */
export const verbs: readonly (() => Command)[] = [
  runVerb,
  initVerb,
  checkVerb,
  mergeVerb,
  k6Verb,
  listVerb,
  serveVerb,
  selftestVerb,
  exploreVerb,
  replayVerb,
  reproduceVerb,
  diagnoseVerb,
  summaryVerb,
  commentVerb,
  reportVerb,
  compareVerb,
  trendVerb,
  sloVerb,
  datadogVerb,
];
