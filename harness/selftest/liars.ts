import type { Liar } from "./liar.ts";
import { badTokensAccepted } from "./liars/bad-tokens-accepted.ts";
import { brokenConnections } from "./liars/broken-connections.ts";
import { changedOrForeign } from "./liars/changed-or-foreign.ts";
import { goodTokensRefused } from "./liars/good-tokens-refused.ts";
import { missingOrRepeated } from "./liars/missing-or-repeated.ts";
import { oddButLegal } from "./liars/odd-but-legal.ts";
import { resumeAnswers } from "./liars/resume-answers.ts";
import { wrongLastEvents } from "./liars/wrong-last-events.ts";

/** To add a liar: write it into the file of its theme. */
export const liars: readonly Liar[] = [
  ...missingOrRepeated,
  ...changedOrForeign,
  ...wrongLastEvents,
  ...brokenConnections,
  ...resumeAnswers,
  ...badTokensAccepted,
  ...goodTokensRefused,
  ...oddButLegal,
];
