import type { StreamReader, StreamRoute } from "../stream-reader.ts";
import {
  type DescribedRequest,
  type DocumentProof,
  isDocument,
  isMarker,
  isNumber,
  isPublisher,
  isWitness,
  type MarkerProof,
  type NumberProof,
  type PublisherProof,
  type StreamDescription,
} from "./description.ts";
import { EventRules } from "./rules.ts";
import { type TakenOnOpen, takenOnOpen } from "./taken-values.ts";
import { namesIn } from "./template.ts";

/** A description in the form that its readers use, made once for all streams. */
export interface ReadingPlan {
  readonly description: StreamDescription;
  readonly rules: EventRules;
  readonly number: NumberProof | null;
  readonly marker: MarkerProof | null;
  readonly document: DocumentProof | null;
  readonly publisher: PublisherProof | null;
  readonly witness: { readonly when: "alongside" | "again"; readonly open?: DescribedRequest } | null;
  readonly takenFromHeaders: TakenOnOpen["fromHeaders"];
  readonly takenFromEvents: TakenOnOpen["fromEvents"];
  /** Whether events are compared with another reading, so that the history keeps their marks. */
  readonly marks: boolean;
  /** All clients read the same stream: none creates its own, and no request names one. */
  readonly isShared: boolean;
  readonly ends: NonNullable<StreamRoute["ends"]>;
  readonly goneStatuses: readonly number[];
  /** A reader of a stream with these values. */
  readonly reader: (values: Record<string, string>) => StreamReader;
}

export function readingPlan(
  description: StreamDescription,
  reader: (plan: ReadingPlan, values: Record<string, string>) => StreamReader,
): ReadingPlan {
  const { proof, end = [], gone = [] } = description;
  const witness = proof.find(isWitness) ?? null;
  const taken = takenOnOpen(description.open);
  const plan: ReadingPlan = {
    description,
    rules: new EventRules(description),
    number: proof.find(isNumber) ?? null,
    marker: proof.find(isMarker) ?? null,
    document: proof.find(isDocument) ?? null,
    publisher: proof.find(isPublisher) ?? null,
    witness: witness === null ? null : witness === "witness" ? { when: "alongside" } : whenOf(witness),
    takenFromHeaders: taken.fromHeaders,
    takenFromEvents: taken.fromEvents,
    marks: witness !== null || proof.includes("prefix"),
    isShared: isShared(description),
    ends: {
      close: end.includes("close"),
      byCount: end.some((rule) => typeof rule === "object" && "after" in rule),
      statuses: end.flatMap((rule) => (typeof rule === "object" && "status" in rule ? [rule.status] : [])),
    },
    goneStatuses: gone.flatMap((rule) => ("status" in rule ? rule.status : [])),
    reader: (values) => reader(plan, values),
  };
  return plan;
}

function whenOf({ witness, open }: { readonly witness: "alongside" | "again"; readonly open?: DescribedRequest }) {
  return { when: witness, ...(open ? { open } : {}) };
}

function isShared({ session, create, open }: StreamDescription): boolean {
  return session === undefined && create === undefined && open.get !== undefined && !namesIn(open).includes("marker");
}
