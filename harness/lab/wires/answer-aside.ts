import type { ServerResponse } from "node:http";
import type { Aside } from "./wire.ts";

/** Answers a request that is not for the stream: one that makes a session, asks for a state, or has no route. */
export function answerAside(response: ServerResponse, { status, headers, body }: Aside): void {
  response.writeHead(status, headers).end(body);
}
