import type { Liar } from "../liar.ts";

export const resendSeen: Liar = {
  name: "resend-seen",
  says: "replays from the token's place, whatever Last-Event-ID says",
  expect: { finding: "duplicated" },
  lie: (tools) => ({
    request(request) {
      if (request.kind !== "resume" || request.headers["last-event-id"] === undefined) return request;
      tools.lied(tools.wire.streamOf(request));
      const { "last-event-id": _seen, ...headers } = request.headers;
      return { ...request, headers };
    },
  }),
};
