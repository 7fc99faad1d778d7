import { hash } from "node:crypto";
import { parseJson } from "../json-pointer.ts";

/** One payload that the harness publishes: its number, its stream, and a hash of all texts up to its own. */
export interface Payload {
  readonly n: number;
  /** How many payloads the stream will have. */
  readonly of: number;
  readonly stream: string;
  readonly text: string;
  /** The first 16 hex digits of SHA-256(the chain before + text). Before the first payload the chain is the stream's name. */
  readonly chain: string;
}

const words = "every event once and in order or the stream has lost what nobody sees ";

/** A stream's payloads, as texts without line breaks. @param bytes how long the text in each is */
export function* payloadsOf(stream: string, events: number, bytes: number): Generator<string> {
  let chain = stream;
  for (let n = 0; n < events; n++) {
    const text = `${n} ${words.repeat(Math.ceil(bytes / words.length))}`.slice(0, Math.max(bytes, 8));
    chain = chainAfter(chain, text);
    yield JSON.stringify({ n, of: events, stream, text, chain } satisfies Payload);
  }
}

export function chainAfter(chain: string, text: string): string {
  return hash("sha256", chain + text, "hex").slice(0, 16);
}

/** The payload in an event's data; null when it holds none. */
export function readPayload(value: unknown): Payload | null {
  const read = typeof value === "string" ? parseJson(value) : value;
  if (typeof read !== "object" || read === null) return null;
  const { n, of, stream, text, chain } = read as Record<string, unknown>;
  if (typeof stream !== "string" || typeof text !== "string" || typeof chain !== "string") return null;
  if (!Number.isInteger(n) || !Number.isInteger(of) || !isPlace(n as number, of as number)) return null;
  return { n: n as number, of: of as number, stream, text, chain };
}

/** The most payloads of one stream that any run publishes. */
const mostPayloads = 1_000_000_000;

/** A number outside of its stream was never published, and is no place in it. */
function isPlace(n: number, of: number): boolean {
  return n >= 0 && n < of && of <= mostPayloads;
}
