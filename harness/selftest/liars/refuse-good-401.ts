import { answerResumes, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const refuseGood401: Liar = {
  name: "refuse-good-401",
  says: "refuses a good token as invalid",
  expect: { answer: "401 RESUME_TOKEN_INVALID" },
  lie: answerResumes("always", () => refusal(401, "RESUME_TOKEN_INVALID")),
};
