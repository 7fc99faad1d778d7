import { answerResumes } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const badGateway: Liar = {
  name: "bad-gateway",
  says: "answers a resume with 502 and an HTML page",
  expect: { finding: "unexpected-status" },
  lie: answerResumes("once", () => ({
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<h1>Bad gateway</h1>",
  })),
};
