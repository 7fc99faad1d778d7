import { answerResumes, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const refuseTrimmed: Liar = {
  name: "refuse-trimmed",
  says: "says that events were trimmed which it has",
  expect: { answer: "410 BUFFER_TRIMMED" },
  lie: answerResumes("always", () => refusal(410, "BUFFER_TRIMMED", { requested_seq: 5, first_available_seq: 9 })),
};
