import { isNumber, isPublisher, nameOfProof, type StreamDescription } from "../description.ts";
import { namesIn } from "../template.ts";
import type { ShapeProblem } from "./shape-problem.ts";

export const examples: Readonly<Record<string, string>> = {
  open: 'open: { get: "/events" }',
  resume: 'resume: { get: "/events" }',
  create: 'create: { post: "/runs", json: {}, take: { run: "/id" } }',
  cursor: 'cursor: { from: "id", send: { header: "Last-Event-ID" } }',
  end: 'end: [{ event: "done" }]',
  aside: 'aside: [{ event: "ping" }]',
  gone: "gone: [{ status: 410 }]",
  proof: 'proof: [{ number: "id", from: 1 }]',
};

export function proofProblem({ create, proof, end }: StreamDescription): ShapeProblem | null {
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
    const empty = (["publisher", "last"] as const).find((key) => {
      const request = publisher[key];
      return request !== undefined && !namesIn(request).includes("payload");
    });
    if (empty !== undefined) {
      return {
        path: `proof.0.${empty}`,
        message: `The ${empty === "last" ? "request that publishes the last event" : "publisher's request"} does not hold {payload}.`,
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
