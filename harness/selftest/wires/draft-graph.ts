import { streamOf } from "../lies/re-signed-tokens.ts";
import { type Block, changed } from "../proxy/block.ts";
import type { WireAdapter } from "../wire-adapter.ts";

/** The wire contract: a stream's name is its request_id, its ids are numbers, its payloads have a hash chain. */
export const draftGraphWire: WireAdapter = {
  kindOf({ path }) {
    if (path.startsWith("/assist/draft-graph/stream")) return "start";
    return path.includes("/resume") ? "resume" : "other";
  },
  streamOf: (request, answer = {}) => answer["x-correlation-id"] ?? streamOf(request),
  replayedBy: () => null,
  isPayload: (block) => block.type === "stage" && block.data.includes('"chain":') && !isFinal(block),
  isFinal,
  isOrdered: ({ id }) => id !== null,
  numberOf,
  renumbered,
  again: (block) => renumbered(block, 1),
  inPlaceOf: (event, { id }) => changed(event, { id }),
  altered(block) {
    const at = block.data.search(/(?<="text":"[^"\\]*)[a-zA-Z]/);
    if (at < 0) return null;
    const other = block.data[at] === "a" ? "b" : "a";
    return changed(block, { data: block.data.slice(0, at) + other + block.data.slice(at + 1) });
  },
  invented(block) {
    const payload = { index: 3, total: 9, text: "This was never drafted.", chain: "0123456789abcdef" };
    return changed(block, { data: JSON.stringify({ stage: "DRAFTING", payload }) });
  },
  alteredFinal: (block) => changed(block, { data: block.data.replace(/"chain":"./, (all) => `${all.slice(0, -1)}x`) }),
  finalAfter(payloads) {
    const last = payloads.at(-1) as Block;
    const { index, chain } = JSON.parse(last.data).payload as { index: number; chain: string };
    const payload = { graph: { nodes: [], edges: [] }, total: index + 1, chain };
    return changed(renumbered(last, 1), { data: JSON.stringify({ stage: "COMPLETE", payload }) });
  },
};

function isFinal(block: Block): boolean {
  return block.data.startsWith('{"stage":"COMPLETE"');
}

function numberOf({ id }: Block): number | null {
  return id === null ? null : Number(id);
}

function renumbered(block: Block, by: number): Block {
  return block.id === null ? block : changed(block, { id: String(Number(block.id) + by) });
}
