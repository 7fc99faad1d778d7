import { answerResumes, streamHeaders } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const emptyBody: Liar = {
  name: "empty-body",
  says: "answers a resume with 200 and an empty stream",
  expect: { finding: "ended-early" },
  lie: answerResumes("once", () => ({ status: 200, headers: streamHeaders, body: "" })),
};
