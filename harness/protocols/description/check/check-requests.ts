import { closest } from "fastest-levenshtein";
import {
  type CreateRequest,
  type DescribedRequest,
  isMarker,
  isPublisher,
  type StreamDescription,
} from "../description.ts";
import { createSteps } from "../requests.ts";
import { namesIn } from "../template.ts";
import type { ShapeProblem } from "./shape-problem.ts";

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
      if (isPublisher(each)) {
        const own: Named = [`proof.${number}.publisher`, each.publisher];
        return each.last ? [own, [`proof.${number}.last`, each.last]] : [own];
      }
      return typeof each === "object" && "witness" in each && each.open ? [[`proof.${number}.open`, each.open]] : [];
    }),
  ];
}

/** Load goes only to the target, so a request names a path and no host. */
export function pathProblem(description: StreamDescription): ShapeProblem | null {
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

export function nameProblem(description: StreamDescription, given: readonly string[]): ShapeProblem | null {
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

/** A value that no request uses would change nothing. */
export function workloadProblem(description: StreamDescription): ShapeProblem | null {
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
