import { Ajv } from "ajv";
import { isWitness, type StreamDescription } from "../description.ts";
import { withValueAt } from "../json-pointer.ts";
import { examples, proofProblem } from "./check-proof.ts";
import { nameProblem, pathProblem, workloadProblem } from "./check-requests.ts";
import { descriptionSchema } from "./description-schema.ts";
import { type ShapeProblem, shapeProblem } from "./shape-problem.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
const fits = ajv.compile<StreamDescription>(descriptionSchema as object);

/**
 * The first problem of a value that should be a `StreamDescription`; null when there is none.
 *
 * @param given names that the user gives values for (`--with`)
 */
export function problemOf(value: unknown, given: readonly string[] = []): ShapeProblem | null {
  if (!fits(value)) return shapeProblem(fits.errors ?? [], { whole: "the description", examples });
  return (
    pathProblem(value) ??
    nameProblem(value, given) ??
    cursorProblem(value) ??
    closesProblem(value) ??
    proofProblem(value) ??
    workloadProblem(value)
  );
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
  if (send && "body" in send && !hasPlaceAt((resume ?? open).json ?? {}, send.body)) {
    return {
      path: "cursor.send.body",
      message: `The body of the resume has no place ${send.body}: a list on the way does not have this item.`,
      hint: "Name a place in an object, or an item that the list in its json has.",
    };
  }
  return null;
}

/** What does not go together with a server that closes a stream before its end. */
function closesProblem({ closes, cursor, end = [], proof }: StreamDescription): ShapeProblem | null {
  if (closes === undefined) return null;
  const problem = (message: string, hint: string) => ({ path: "closes", message, hint });
  if (end.includes("close")) {
    return problem(
      'The server may close at any time, so "close" cannot be the stream\'s end.',
      'Name another end, or leave "closes" out.',
    );
  }
  if (cursor.from === "none") {
    return problem(
      "A client that has no cursor cannot go on after a close.",
      'Name where the cursor comes from, or leave "closes" out.',
    );
  }
  if (proof.some(isWitness)) {
    return problem(
      "A witness reads the stream on one connection, which this server may close at any time.",
      "Use another proof, such as number or marker.",
    );
  }
  return null;
}

function hasPlaceAt(json: unknown, pointer: string): boolean {
  try {
    withValueAt(json, pointer, "");
    return true;
  } catch {
    return false;
  }
}
