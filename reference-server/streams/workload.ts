import { hash } from "node:crypto";
import { createRandom, textOf } from "./text-pool.ts";

/** `flags.reference` of a start request, with the defaults filled in. */
export interface WorkloadSpec {
  /** Payload-carrying `stage` events; without the opening event, the token and COMPLETE. */
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  readonly seed: number;
}

/** The payloads of one stream, each linked to the one before (contract, Integrity). */
export interface Workload {
  /** The pause before the next payload, in milliseconds: 0.5 to 1.5 times the interval. */
  pause(): number;
  /** The next payload as JSON, or null after the last. */
  next(): string | null;
  /** The payload of the COMPLETE event as JSON. */
  complete(): string;
}

export function createWorkload(requestId: string, spec: WorkloadSpec): Workload {
  const pauses = createRandom(spec.seed);
  const texts = createRandom(spec.seed ^ 0x7e47);
  let chain = requestId;
  let index = 0;
  return {
    pause: () => spec.intervalMs * (0.5 + pauses()),
    next() {
      if (index >= spec.events) return null;
      const text = textOf(spec.eventBytes, texts());
      chain = hash("sha256", chain + text, "hex").slice(0, 16);
      return `{"index":${index++},"total":${spec.events},"text":${JSON.stringify(text)},"chain":"${chain}"}`;
    },
    complete() {
      const graph = graphOf(spec.events);
      return JSON.stringify({ graph, total: spec.events, chain });
    },
  };
}

/** A small draft graph: a decision, its options and what they lead to. */
function graphOf(size: number) {
  const options = Math.min(5, Math.max(2, size % 5));
  const nodes = [{ id: "decision", kind: "decision" }];
  const edges = [];
  for (let i = 0; i < options; i++) {
    nodes.push({ id: `option-${i}`, kind: "option" }, { id: `outcome-${i}`, kind: "outcome" });
    edges.push({ from: "decision", to: `option-${i}` }, { from: `option-${i}`, to: `outcome-${i}` });
  }
  return { nodes, edges };
}
