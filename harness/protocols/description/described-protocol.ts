import { randomUUID } from "node:crypto";
import type { WorkloadKind } from "../../history/terms.ts";
import { undocumented } from "../../history/terms.ts";
import type { Protocol } from "../protocol.ts";
import type { StreamReader } from "../stream-reader.ts";
import { abilitiesOf } from "./abilities.ts";
import { cannotSee } from "./cannot-see.ts";
import { type DescribedRequest, nameOfProof, type StreamDescription } from "./description.ts";
import { hostile } from "./hostile-text.ts";
import { IdentifiedReader } from "./readers/identified-reader.ts";
import { NumberedReader } from "./readers/numbered-reader.ts";
import { PublishedReader } from "./readers/published-reader.ts";
import { type ReadingPlan, readingPlan } from "./reading-plan.ts";
import { createSteps } from "./requests.ts";

/**
 * A protocol that speaks as described. Its streams are resumed by a cursor of their own, without a token.
 *
 * @param word what each stream's marker begins with. No two runs share one: a broker may still hold what the last one published.
 */
export function describedProtocol(
  name: string,
  description: StreamDescription,
  given: Readonly<Record<string, string>> = {},
  word: string = randomUUID().slice(0, 8),
): Protocol {
  const plan = readingPlan(description, readerOf);
  let opened = 0;
  const createReader = (kind?: WorkloadKind) => {
    const own = `${word}-${opened++}`;
    const marker = kind === "hostile-text" ? hostile(own) : own;
    return plan.reader({ ...given, ...(kind ? description.workloads?.[kind] : {}), marker });
  };
  const identified = plan.number === null && plan.publisher === null;
  return {
    name,
    terms: {
      ...undocumented,
      name,
      resumesBy: "cursor",
      proof: [...new Set(description.proof.map(nameOfProof))],
      cannotSee: cannotSee(description),
      ...(identified ? { identified } : {}),
      ...(plan.isShared ? { shared: true } : {}),
      ...(description.closes ? { closes: description.closes } : {}),
    },
    start: () => createReader().route?.open() ?? { method: "GET", path: "/", headers: {} },
    resume() {
      throw new Error("A described stream is resumed by its reader's route.");
    },
    createReader,
    described: { name, description, given, word },
    abilities: abilitiesOf(description, plan),
    setsTraceparent: requestsOf(description).some(({ headers = {} }) =>
      Object.keys(headers).some((header) => header.toLowerCase() === "traceparent"),
    ),
  };
}

function requestsOf({ session, create, open, resume }: StreamDescription): readonly DescribedRequest[] {
  return [...createSteps({ session, create }), open, ...(resume ? [resume] : [])];
}

function readerOf(plan: ReadingPlan, values: Record<string, string>): StreamReader {
  if (plan.publisher) return new PublishedReader(plan, values);
  return plan.number ? new NumberedReader(plan, values) : new IdentifiedReader(plan, values);
}
