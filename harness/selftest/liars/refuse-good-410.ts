import { answerResumes, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const refuseGood410: Liar = {
  name: "refuse-good-410",
  says: "refuses a token as expired that has a quarter of an hour left",
  expect: { finding: "wrongly-refused" },
  lie: answerResumes("always", () => refusal(410, "RESUME_TOKEN_EXPIRED")),
};
