import type { EndRule, Proof, StreamDescription } from "../description/description.ts";

/** The parameters of `event-source`, as `--with name=value` gives them. */
export const eventSourceParameters: Readonly<Record<string, string>> = {
  path: "the stream's path and query; absent: the target's own",
  method: "GET (the default) or POST",
  body: "the JSON body of a POST",
  end: "what ends a stream, a comma between several: event:NAME, data:TEXT, after:COUNT, 204 or close; absent: close,204",
  number: '"id", or the JSON pointer of a counter in the data: proves each event by its number',
  from: "the first event's number; absent: wherever a stream begins",
  proof: "witness (the default without a number), again, or prefix",
};

/** A parameter that cannot be used, as a sentence, and what to do. */
export class ParameterProblem extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Server-sent events as the HTML standard has them (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2): one
 * URL, opened again with Last-Event-ID. A 204 tells the client to stay away.
 *
 * @throws ParameterProblem
 */
export function eventSource(given: Readonly<Record<string, string>>, ownPath: string): StreamDescription {
  const { path = ownPath, method = "GET", body, end = "close,204", number, from, proof } = given;
  if (method !== "GET" && method !== "POST") {
    throw new ParameterProblem(`method is "${method}".`, "It is GET or POST.");
  }
  if (body !== undefined && method === "GET")
    throw new ParameterProblem("body needs method=POST.", "A GET has no body.");
  const open = method === "GET" ? { get: path } : { post: path, ...(body === undefined ? {} : { json: jsonOf(body) }) };
  return {
    open,
    ...(method === "POST" ? { resume: open } : {}),
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: end.split(",").map(endOf),
    proof: proofOf(number, from, proof),
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ParameterProblem(`body is not JSON: ${body.slice(0, 60)}`, 'For example: --with body={"prompt":"hello"}');
  }
}

function endOf(text: string): EndRule {
  const [, kind, value] = /^(event|data|after):(.+)$/s.exec(text) ?? [];
  if (text === "close") return "close";
  if (/^[2-5]\d\d$/.test(text)) return { status: Number(text) };
  if (kind === "event" && value !== undefined) return { event: value };
  if (kind === "data" && value !== undefined) return { data: value };
  if (kind === "after" && /^[1-9]\d{0,5}$/.test(value ?? "")) return { after: Number(value) };
  throw new ParameterProblem(`end holds "${text}".`, `It is ${eventSourceParameters.end}.`);
}

function proofOf(number: string | undefined, from: string | undefined, proof: string | undefined): Proof[] {
  if (proof !== undefined && !["witness", "again", "prefix"].includes(proof)) {
    throw new ParameterProblem(`proof is "${proof}".`, "It is witness, again or prefix.");
  }
  if (from !== undefined && (number === undefined || !/^\d{1,9}$/.test(from))) {
    throw new ParameterProblem(`from is "${from}".`, "It is a whole number, and stands beside number.");
  }
  const counted: Proof[] =
    number === undefined ? [] : [{ number, ...(from === undefined ? {} : { from: Number(from) }) }];
  const named = proof ?? (number === undefined ? "witness" : undefined);
  if (named === undefined) return counted;
  return [...counted, named === "again" ? { witness: "again" } : (named as "witness" | "prefix")];
}
