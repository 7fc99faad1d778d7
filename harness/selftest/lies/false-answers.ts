import type { Lie, Tools } from "../liar.ts";
import type { ProxiedRequest, Reply } from "../proxy/proxied-request.ts";

/** Answers resumes of each stream in the server's place: the first one, or every one. */
export function answerResumes(how: "once" | "always", reply: (request: ProxiedRequest, tools: Tools) => Reply) {
  return (tools: Tools): Lie => ({
    request(request) {
      const stream = tools.wire.streamOf(request);
      if (request.kind !== "resume" || (how === "once" && tools.hasLiedTo(stream))) return request;
      tools.lied(stream);
      return reply(request, tools);
    },
  });
}

/** Replaces each refusal with this status by another answer. */
export function insteadOf(status: number, reply: (answer: Reply, request: ProxiedRequest, tools: Tools) => Reply) {
  return (tools: Tools): Lie => ({
    answer(answer, request) {
      if (request.kind !== "resume" || answer.status !== status) return answer;
      tools.lied(tools.wire.streamOf(request));
      return reply(answer, request, tools);
    },
  });
}

/** A refusal in the contract's form. */
export function refusal(status: number, code: string, details: Readonly<Record<string, unknown>> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ schema: "error.v1", code, message: "No.", details }),
  };
}

/** The headers of an event stream. */
export const streamHeaders = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
