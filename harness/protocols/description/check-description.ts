import { Ajv, type ErrorObject } from "ajv";
import { closest } from "fastest-levenshtein";
import type { CreateRequest, DescribedRequest, StreamDescription } from "./description.ts";
import { descriptionSchema } from "./description-schema.ts";
import { namesIn } from "./template.ts";

/** What is wrong with a description: where, with which value, and what to do. */
export interface DescriptionProblem {
  /** For example `cursor.send`; "" for the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
const fits = ajv.compile<StreamDescription>(descriptionSchema as object);

/** The first thing that is wrong with a value that should be a `StreamDescription`; null when nothing is. */
export function problemOf(value: unknown): DescriptionProblem | null {
  if (!fits(value)) return shapeProblem(fits.errors ?? []);
  return pathProblem(value) ?? nameProblem(value) ?? cursorProblem(value);
}

export function createSteps({ create }: StreamDescription): readonly CreateRequest[] {
  if (create === undefined) return [];
  return Array.isArray(create) ? create : [create as CreateRequest];
}

/** The error that lies deepest says most; of equals, an unknown field before all others. */
function shapeProblem(errors: readonly ErrorObject[]): DescriptionProblem {
  const rank = ({ instancePath, keyword }: ErrorObject) =>
    4 * instancePath.split("/").length + ({ additionalProperties: 3, oneOf: 1, anyOf: 0 }[keyword] ?? 2);
  const [first] = [...errors].sort((a, b) => rank(b) - rank(a));
  const error = first as ErrorObject;
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const shown = JSON.stringify(error.data)?.slice(0, 80) ?? String(error.data);
  if (error.keyword === "additionalProperties") {
    const wrong = String((error.params as { additionalProperty: string }).additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    return {
      path: path ? `${path}.${wrong}` : wrong,
      message: `There is no field "${wrong}" ${path ? `in ${path}` : "in a description"}.`,
      hint: `Did you mean "${closest(wrong, known)}"? The fields are: ${known.join(", ")}.`,
    };
  }
  const where = path || "The description";
  if (error.keyword === "required") {
    const missing = String((error.params as { missingProperty: string }).missingProperty);
    return { path, message: `${where} lacks "${missing}".`, hint: `Add it: ${example(missing)}` };
  }
  return { path, message: `${where} is ${shown}: it ${error.message}.`, hint: `For example: ${example(path)}` };
}

const examples: Readonly<Record<string, string>> = {
  open: 'open: { get: "/events" }',
  resume: 'resume: { get: "/events" }',
  create: 'create: { post: "/runs", json: {}, take: { run: "/id" } }',
  cursor: 'cursor: { from: "id", send: { header: "Last-Event-ID" } }',
  end: 'end: [{ event: "done" }]',
  aside: 'aside: [{ event: "ping" }]',
  proof: 'proof: [{ number: "id", from: 1 }]',
};

function example(path: string): string {
  return examples[path.split(".")[0] ?? ""] ?? Object.values(examples).join(", ");
}

type Named = readonly [path: string, request: DescribedRequest];

function requests(description: StreamDescription): Named[] {
  const steps = createSteps(description);
  return [
    ...steps.map((step, number): Named => [Array.isArray(description.create) ? `create.${number}` : "create", step]),
    ["open", description.open],
    ...(description.resume ? [["resume", description.resume] as const] : []),
  ];
}

/** Load goes to the target alone, so a request names a path and no host. */
function pathProblem(description: StreamDescription): DescriptionProblem | null {
  for (const [where, { get, post, json }] of requests(description)) {
    const method = get === undefined ? "post" : "get";
    const target = get ?? post ?? "";
    if (!/^\/(?!\/)[^\s#\\]*$/.test(target)) {
      return {
        path: `${where}.${method}`,
        message: `${where}.${method} is "${target}": it must be a path.`,
        hint: 'Begin it with one "/"; the host is named by --target.',
      };
    }
    if (get !== undefined && json !== undefined) {
      return { path: `${where}.json`, message: `${where} is a GET and has a body.`, hint: 'Use "post" for it.' };
    }
  }
  return null;
}

function nameProblem(description: StreamDescription): DescriptionProblem | null {
  const known = new Set(["marker"]);
  for (const [where, request] of requests(description)) {
    const { take, ...texts } = request as CreateRequest;
    for (const name of namesIn(texts)) {
      if (known.has(name)) continue;
      return {
        path: where,
        message: `${where} uses {${name}}, which no request before it takes.`,
        hint: `Did you mean {${closest(name, [...known])}}? A name is taken from an answer: take: { ${name}: "/id" }.`,
      };
    }
    for (const name of Object.keys(take ?? {})) known.add(name);
  }
  const [, marker] = description.proof;
  const word = marker?.equals ?? "{marker}";
  const [name] = namesIn(word);
  if (marker && (name === undefined || !known.has(name))) {
    return {
      path: "proof.1.equals",
      message: `The marker's word is "${word}", which no request takes.`,
      hint: `It is one name in braces: ${[...known].map((each) => `{${each}}`).join(", ")}.`,
    };
  }
  if (
    marker &&
    word === "{marker}" &&
    !requests(description).some(([, request]) => namesIn(request).includes("marker"))
  ) {
    return {
      path: "proof.1",
      message: "No request sends {marker}, so no event can repeat it.",
      hint: 'Put {marker} into a request, or name a value that was taken: "equals": "{run}".',
    };
  }
  return null;
}

function cursorProblem({ cursor, open, resume }: StreamDescription): DescriptionProblem | null {
  if (cursor.from !== "none" && cursor.send === undefined) {
    return {
      path: "cursor.send",
      message: 'cursor lacks "send": how the server is told where the client stopped.',
      hint: `For example: ${examples.cursor}`,
    };
  }
  if (cursor.from === "none" && cursor.send !== undefined) {
    return {
      path: "cursor.send",
      message: "cursor has nothing to send.",
      hint: 'Leave "send" out, or name where it comes from.',
    };
  }
  if (open.post !== undefined && resume === undefined) {
    return {
      path: "resume",
      message: "open is a POST, and nothing says how the stream is resumed.",
      hint: 'Add "resume"; it may be the same request, if your server takes that as a resume.',
    };
  }
  return null;
}
