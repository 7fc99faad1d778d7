import type { Liar } from "../liar.ts";

export const acceptOtherKey: Liar = {
  name: "accept-other-key",
  says: "accepts a token that was issued under another API key",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["other-key"] }, probesAtEnd: ["other-key"] },
  lie: (tools) => ({
    request(request) {
      if (request.kind !== "resume" || request.headers["x-olumi-assist-key"] === tools.apiKey) return request;
      tools.lied(tools.wire.streamOf(request));
      return { ...request, headers: { ...request.headers, "x-olumi-assist-key": tools.apiKey } };
    },
  }),
};
