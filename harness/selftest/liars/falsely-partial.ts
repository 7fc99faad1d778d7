import type { Liar } from "../liar.ts";

export const falselyPartial: Liar = {
  name: "falsely-partial",
  says: "calls a whole recovery partial",
  expect: { answer: "200 partial" },
  lie: (tools) => ({
    answer(answer, request) {
      if (request.kind !== "resume" || answer.body !== undefined) return answer;
      tools.lied(tools.wire.streamOf(request, answer.headers));
      return { ...answer, headers: { ...answer.headers, "x-resume-recovery": "partial" } };
    },
  }),
};
