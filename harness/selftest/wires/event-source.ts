import { randomUUID } from "node:crypto";
import { parseJson } from "../../protocols/description/json-pointer.ts";
import { chainAfter } from "../../protocols/description/readers/payload.ts";
import { type Block, changed } from "../proxy/block.ts";
import type { WireAdapter } from "../wire-adapter.ts";

/** What our `event-source` server's events hold: a run's words, its whole text, or a published payload. */
interface Data {
  readonly n?: number;
  readonly of?: number;
  readonly delta?: string;
  readonly text?: string;
  readonly say?: string;
  readonly stream?: string;
  readonly chain?: string;
}

/** Whether events are numbered by their ids; else by their data. Published events have both: the broker adds its own ids. */
const countsById = ({ id }: Block) => id !== null && /^\d+$/.test(id);

/**
 * The self-test's `event-source` server. Its paths distinguish a start (`/runs/7/events`), a resume (`?again`) and a second
 * reading (`?witness`), which is not a client's and always gets the truth.
 */
export const eventSourceWire: WireAdapter = {
  kindOf({ path }) {
    if (!/^\/(runs\/[^/]+\/events|sub\/)/.test(path)) return "other";
    return path.includes("?witness") ? "other" : path.includes("?again") ? "resume" : "start";
  },
  streamOf: ({ path }) => /^\/(?:runs|sub)\/([^/?]+)/.exec(path)?.[1] ?? "",
  replayedBy: ({ "x-replayed": replayed }) => (replayed === undefined ? null : Number(replayed)),
  isPayload: (block) => block.type === "word" && !isFinal(block),
  isFinal,
  isOrdered: ({ type }) => type === "word" || type === "done",
  numberOf: (block) => (countsById(block) ? Number(block.id) : (dataOf(block).n ?? null)),
  renumbered,
  again: (block) => (block.id === null || countsById(block) ? renumbered(block, 1) : withNewId(renumbered(block, 1))),
  inPlaceOf(event, other) {
    const { n } = dataOf(other);
    const own = n === undefined || dataOf(event).chain !== undefined ? event : withData(event, { n });
    return countsById(other) ? changed(own, { id: other.id }) : own;
  },
  altered: (block) => withOther(block, dataOf(block).delta === undefined ? "text" : "delta"),
  invented(block) {
    const { delta, say, ...kept } = dataOf(block);
    const made =
      kept.chain === undefined ? { delta: "never said ", say } : { text: "never said", chain: "0123456789abcdef" };
    const type = "word";
    const { text: _text, ...others } = kept;
    const event = changed(block, { type, data: JSON.stringify({ ...others, ...made }) });
    return block.id === null || countsById(block) ? event : withNewId(event);
  },
  alteredFinal: (block) => withOther(block, "text") ?? block,
  finalAfter(payloads) {
    const last = payloads.at(-1) as Block;
    const { n, of, stream, chain, say: _say, delta: _delta } = dataOf(last);
    const next = renumbered(last, 1);
    if (chain !== undefined) {
      const text = "the end";
      const data = { n: (n ?? 0) + 1, of: (n ?? 0) + 2, stream, text, chain: chainAfter(chain, text) };
      return changed(next, { data: JSON.stringify(data) });
    }
    const text = payloads.map((block) => dataOf(block).delta).join("");
    const count = n === undefined ? {} : { n: n + 1 };
    const event = changed(next, { type: "done", data: JSON.stringify({ ...count, of, text }) });
    return last.id === null || countsById(last) ? event : withNewId(event);
  },
};

function dataOf({ data }: Block): Data {
  return (parseJson(data) ?? {}) as Data;
}

function withData(block: Block, change: Data): Block {
  return changed(block, { data: JSON.stringify({ ...dataOf(block), ...change }) });
}

function withNewId(block: Block): Block {
  return changed(block, { id: randomUUID() });
}

function isFinal(block: Block): boolean {
  if (block.type === "done") return true;
  const { n, of } = dataOf(block);
  return of !== undefined && n === of - 1;
}

/** An event that the harness published keeps its number; only the broker's id changes. */
function renumbered(block: Block, by: number): Block {
  const { n, chain } = dataOf(block);
  const counted = n === undefined || chain !== undefined ? block : withData(block, { n: n + by });
  return countsById(block) ? changed(counted, { id: String(Number(block.id) + by) }) : counted;
}

/** The block with one letter of its text changed; null when it has no text. */
function withOther(block: Block, field: "delta" | "text"): Block | null {
  const text = dataOf(block)[field] ?? "";
  const at = text.search(/[a-z]/);
  if (at < 0) return null;
  return withData(block, { [field]: text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1) });
}
