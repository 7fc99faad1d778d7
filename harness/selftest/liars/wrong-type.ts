import type { Liar } from "../liar.ts";

export const wrongType: Liar = {
  name: "wrong-type",
  says: "sends the right stream as application/json",
  expect: { finding: "not-a-stream" },
  lie: (tools) => ({
    answer(answer, request) {
      if (request.kind !== "resume" || answer.body !== undefined) return answer;
      tools.lied(tools.wire.streamOf(request, answer.headers));
      return { ...answer, headers: { ...answer.headers, "content-type": "application/json" } };
    },
  }),
};
