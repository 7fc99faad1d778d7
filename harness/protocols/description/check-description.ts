import { Ajv } from "ajv";
import { closest } from "fastest-levenshtein";
import {
  type CreateRequest,
  type DescribedRequest,
  isMarker,
  isNumber,
  isPublisher,
  nameOfProof,
  type StreamDescription,
} from "./description.ts";
import { descriptionSchema } from "./description-schema.ts";
import { createSteps } from "./requests.ts";
import { type ShapeProblem, shapeProblem } from "./shape-problem.ts";
import { namesIn } from "./template.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
const fits = ajv.compile<StreamDescription>(descriptionSchema as object);

/**
 * The first thing that is wrong with a value that should be a `StreamDescription`; null when nothing is.
 *
 * @param given names that the user gives values for (`--with`)
 */
export function problemOf(value: unknown, given: readonly string[] = []): ShapeProblem | null {
  if (!fits(value)) return shapeProblem(fits.errors ?? [], { whole: "the description", examples });
  return (
    pathProblem(value) ??
    nameProblem(value, given) ??
    cursorProblem(value) ??
    proofProblem(value) ??
    workloadProblem(value)
  );
}

const examples: Readonly<Record<string, string>> = {
  open: 'open: { get: "/events" }',
  resume: 'resume: { get: "/events" }',
  create: 'create: { post: "/runs", json: {}, take: { run: "/id" } }',
  cursor: 'cursor: { from: "id", send: { header: "Last-Event-ID" } }',
  end: 'end: [{ event: "done" }]',
  aside: 'aside: [{ event: "ping" }]',
  gone: "gone: [{ status: 410 }]",
  proof: 'proof: [{ number: "id", from: 1 }]',
};

type Named = readonly [path: string, request: DescribedRequest];

/** Requests in the order in which they are sent. */
function requests(description: StreamDescription): Named[] {
  const { session, create, open, resume, proof } = description;
  return [
    ...createSteps({ session }).map(
      (step, number): Named => [Array.isArray(session) ? `session.${number}` : "session", step],
    ),
    ...createSteps({ create }).map(
      (step, number): Named => [Array.isArray(create) ? `create.${number}` : "create", step],
    ),
    ["open", open],
    ...(resume ? [["resume", resume] as const] : []),
    ...proof.flatMap((each, number): Named[] => {
      if (isPublisher(each)) return [[`proof.${number}.publisher`, each.publisher]];
      return typeof each === "object" && "witness" in each && each.open ? [[`proof.${number}.open`, each.open]] : [];
    }),
  ];
}

/** Load goes to the target alone, so a request names a path and no host. */
function pathProblem(description: StreamDescription): ShapeProblem | null {
  for (const [where, { get, post, put, json }] of requests(description)) {
    const method = get !== undefined ? "get" : post !== undefined ? "post" : "put";
    const target = get ?? post ?? put ?? "";
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

function nameProblem(description: StreamDescription, given: readonly string[]): ShapeProblem | null {
  const known = new Set(["marker", ...given]);
  for (const [where, request] of requests(description)) {
    const { take, ...texts } = request as CreateRequest;
    if (where.endsWith("publisher")) known.add("payload");
    for (const name of namesIn(texts)) {
      if (known.has(name) || name.startsWith("$")) continue; // an environment variable is looked up when the file is loaded
      return {
        path: where,
        message: `${where} uses {${name}}, which no request before it takes.`,
        hint: `Did you mean {${closest(name, [...known])}}? A name is taken from an answer: take: { ${name}: "/id" }; or given: --with ${name}=VALUE.`,
      };
    }
    for (const name of Object.keys(take ?? {})) known.add(name);
  }
  const sent = namesIn(description.cursor.send).find((name) => !known.has(name));
  if (sent !== undefined) {
    return {
      path: "cursor.send",
      message: `cursor.send uses {${sent}}, which no request takes.`,
      hint: `Did you mean {${closest(sent, [...known])}}?`,
    };
  }
  return markerProblem(description, known);
}

function markerProblem(description: StreamDescription, known: ReadonlySet<string>): ShapeProblem | null {
  const place = description.proof.findIndex(isMarker);
  const marker = description.proof.find(isMarker);
  if (!marker) return null;
  const word = marker.equals ?? "{marker}";
  const [name] = namesIn(word);
  if (name === undefined || !known.has(name)) {
    return {
      path: `proof.${place}.equals`,
      message: `The marker's word is "${word}", which no request takes.`,
      hint: `It is one name in braces: ${[...known].map((each) => `{${each}}`).join(", ")}.`,
    };
  }
  if (word === "{marker}" && !requests(description).some(([, request]) => namesIn(request).includes("marker"))) {
    return {
      path: `proof.${place}`,
      message: "No request sends {marker}, so no event can repeat it.",
      hint: 'Put {marker} into a request, or name a value that was taken: "equals": "{run}".',
    };
  }
  return null;
}

function cursorProblem({ cursor, open, resume }: StreamDescription): ShapeProblem | null {
  const { from, send } = cursor;
  if (from !== "none" && send === undefined) {
    return {
      path: "cursor.send",
      message: 'cursor lacks "send": how the server is told where the client stopped.',
      hint: `For example: ${examples.cursor}`,
    };
  }
  if (from === "none" && send !== undefined) {
    return {
      path: "cursor.send",
      message: "cursor has nothing to send.",
      hint: 'Leave "send" out, or name where it comes from.',
    };
  }
  if (open.get === undefined && resume === undefined) {
    return {
      path: "resume",
      message: `open is a ${open.post === undefined ? "PUT" : "POST"}, and nothing says how the stream is resumed.`,
      hint: 'Add "resume"; it may be the same request, if your server takes that as a resume.',
    };
  }
  if (send && "body" in send && (resume ?? open).get !== undefined) {
    return {
      path: "cursor.send.body",
      message: "The cursor goes into the body, and the resume is a GET, which has none.",
      hint: 'Use "post" for the resume, or send the cursor in a header or in the query.',
    };
  }
  return null;
}

/** A value that no request uses would change nothing. */
function workloadProblem(description: StreamDescription): ShapeProblem | null {
  const used = new Set(requests(description).flatMap(([, request]) => namesIn(request)));
  for (const [kind, values] of Object.entries(description.workloads ?? {})) {
    for (const name of Object.keys(values ?? {})) {
      if (used.has(name)) continue;
      const hint =
        used.size > 0 ? `Did you mean {${closest(name, [...used])}}?` : "Put the name in braces into a request.";
      return { path: `workloads.${kind}.${name}`, message: `No request uses {${name}}.`, hint };
    }
  }
  return null;
}

function proofProblem({ create, proof, end }: StreamDescription): ShapeProblem | null {
  const names = proof.map(nameOfProof);
  const twice = names.findIndex((name, number) => names.indexOf(name) !== number);
  if (twice >= 0) {
    return {
      path: `proof.${twice}`,
      message: `The proof "${names[twice]}" is given twice.`,
      hint: "Leave one of them out.",
    };
  }
  const publisher = proof.find(isPublisher);
  if (publisher) {
    const other = names.find((name) => name !== "publisher");
    if (other !== undefined) {
      return {
        path: `proof.${names.indexOf(other)}`,
        message: `"${other}" has no effect beside "publisher".`,
        hint: "What the harness publishes itself carries its own numbers, names and hashes. Leave the other proof out.",
      };
    }
    if (!namesIn(publisher.publisher).includes("payload")) {
      return {
        path: "proof.0.publisher",
        message: "The publisher's request does not hold {payload}.",
        hint: 'For example: { publisher: { post: "/pub/{marker}", text: "{payload}" } }',
      };
    }
    return null;
  }
  const number = proof.find(isNumber);
  if (number && number.from === undefined && names.includes("witness") && create === undefined) {
    return {
      path: `proof.${proof.indexOf(number)}.from`,
      message: "With a witness, both readings must count alike, and nothing says where the numbers begin.",
      hint: 'Add "from": the first event\'s number.',
    };
  }
  if (end === undefined) {
    return { path: "", message: 'The description lacks "end".', hint: `Add it: ${examples.end}` };
  }
  const isEvent = end.some((rule) => typeof rule === "object" && !("status" in rule));
  if (names.includes("document") && !isEvent) {
    return {
      path: `proof.${names.indexOf("document")}`,
      message: "The document is in the stream's last event, and no event is described as the end.",
      hint: `Name that event, for example: ${examples.end}`,
    };
  }
  return null;
}
