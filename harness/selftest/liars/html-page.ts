import { answerResumes } from "../answers.ts";
import type { Liar } from "../liar.ts";

const page = "<!doctype html><title>Sorry</title><h1>Something went wrong</h1>";

export const htmlPage: Liar = {
  name: "html-page",
  says: "answers a resume with 200 and an HTML error page",
  expect: { finding: "not-a-stream" },
  lie: answerResumes("once", () => ({
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: page,
  })),
};
