import { answerResumes } from "../answers.ts";
import type { Liar } from "../liar.ts";

/** 204 tells an EventSource never to come back (WHATWG HTML, 9.2). */
export const noContent: Liar = {
  name: "no-content",
  says: "answers a resume with 204",
  expect: { finding: "unexpected-status" },
  lie: answerResumes("once", () => ({ status: 204, headers: {}, body: "" })),
};
