import { answerResumes, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const refuseGood404: Liar = {
  name: "refuse-good-404",
  says: "knows nothing of a stream that it has",
  expect: { answer: "404 STREAM_STATE_NOT_FOUND" },
  lie: answerResumes("always", () => refusal(404, "STREAM_STATE_NOT_FOUND", { reason: "unknown_stream" })),
};
