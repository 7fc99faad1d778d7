import type { IncomingHttpHeaders } from "node:http";
import type { RequestSpec } from "../stream-reader.ts";
import type { CreateRequest, DescribedRequest, StreamDescription } from "./description.ts";
import { parseJson, valueAt } from "./json-pointer.ts";
import { fill, inUrl, type Values } from "./template.ts";

/** The `accept` of a request that is not answered by a stream, unless its description has another. */
export const plainAnswer = "application/json";

/** A described request with its names filled in. */
export function requestOf(
  { get, post, put, headers = {}, json }: DescribedRequest,
  values: Values,
  accept = "text/event-stream",
): RequestSpec {
  const filled = Object.fromEntries(
    Object.entries(fill(headers, values)).map(([name, text]) => [name.toLowerCase(), text]),
  );
  return {
    method: get !== undefined ? "GET" : post !== undefined ? "POST" : "PUT",
    path: fill(get ?? post ?? put ?? "/", values, inUrl),
    headers: {
      accept,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...filled,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(fill(json, values)) }),
  };
}

/**
 * The requests before the stream. What they take is put into `values`.
 *
 * @param inSession the session exists already
 */
export function stepsOf({ session, create }: StreamDescription, values: Record<string, string>, inSession = false) {
  const steps = inSession ? createSteps({ create }) : createSteps({ session, create });
  return steps.map((step) => ({
    request: () => requestOf(step, values, plainAnswer),
    take: (body: string, headers: IncomingHttpHeaders = {}) => takeFrom(step.take ?? {}, { body, headers }, values),
    ...(step.otherwise === undefined ? {} : { otherwise: step.otherwise }),
  }));
}

/** The requests of a session and of a stream, those of the session first. */
export function createSteps({
  session,
  create,
}: {
  readonly session?: StreamDescription["session"] | undefined;
  readonly create?: StreamDescription["create"] | undefined;
}): readonly CreateRequest[] {
  return [session ?? [], create ?? []].flat();
}

/** @returns what is wrong with the answer, or null */
export function takeFrom(
  take: NonNullable<CreateRequest["take"]>,
  answer: { readonly body: string; readonly headers: IncomingHttpHeaders },
  values: Record<string, string>,
): string | null {
  let json: unknown;
  for (const [name, place] of Object.entries(take)) {
    if (typeof place !== "string") {
      const value = headerOf(answer.headers, place.header);
      if (value === null) return `the answer has no header ${place.header}`;
      values[name] = value;
      continue;
    }
    json ??= parseJson(answer.body);
    if (json === undefined) return `the answer to "create" is not JSON: ${JSON.stringify(answer.body.slice(0, 60))}`;
    const value = valueAt(json, place);
    if (typeof value !== "string" && typeof value !== "number")
      return `the answer to "create" has no value at ${place}`;
    values[name] = String(value);
  }
  return null;
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
