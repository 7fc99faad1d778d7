import type { EndRule, StreamDescription } from "../description/description.ts";
import { jsonOf, ParameterProblem, type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `event-source`, as `--with name=value` gives them. */
export const eventSourceParameters: Parameters = {
  path: "the stream's path and query; absent: the target's own",
  method: "GET (the default) or POST",
  body: "the JSON body of a POST",
  end: "what ends a stream, a comma between several: event:NAME, data:TEXT, after:COUNT, 204 or close; absent: close,204",
  number: shared.number,
  from: "the first event's number; absent: wherever a client joins, or 0 with method=POST, where it makes its own stream",
  proof: "witness (the default without a number), again, or prefix",
};

/**
 * Server-sent events as the HTML standard has them (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2): one
 * URL, opened again with Last-Event-ID. A 204 tells the client to stay away.
 *
 * @throws ParameterProblem
 */
export function eventSource(given: Parameters, ownPath: string): StreamDescription {
  const { path = ownPath, method = "GET", body, end = "close,204" } = given;
  if (method !== "GET" && method !== "POST") {
    throw new ParameterProblem(`method is "${method}".`, "It must be GET or POST.");
  }
  if (body !== undefined && method === "GET")
    throw new ParameterProblem("body needs method=POST.", "A GET has no body.");
  const open =
    method === "GET" ? { get: path } : { post: path, ...(body === undefined ? {} : { json: jsonOf("body", body) }) };
  return {
    open,
    ...(method === "POST" ? { resume: open } : {}),
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: end.split(",").map(endOf),
    proof: proofsOf(given, ["witness"]),
  };
}

function endOf(text: string): EndRule {
  const [, kind, value] = /^(event|data|after):(.+)$/s.exec(text) ?? [];
  if (text === "close") return "close";
  if (/^[2-5]\d\d$/.test(text)) return { status: Number(text) };
  if (kind === "event" && value !== undefined) return { event: value };
  if (kind === "data" && value !== undefined) return { data: value };
  if (kind === "after" && /^[1-9]\d{0,5}$/.test(value ?? "")) return { after: Number(value) };
  throw new ParameterProblem(`end holds "${text}".`, `It must be: ${eventSourceParameters.end}.`);
}
