import { createHash } from "node:crypto";
import { drawsFor } from "../../plan/random.ts";

/** The data of one event: its number, its stream, a text, and the hash of all texts before. No two events share theirs. */
export interface Payload {
  readonly n: number;
  /** The stream's name. An event under another one belongs to somebody else. */
  readonly of: string;
  readonly text: string;
  readonly chain: string;
  readonly last?: true;
}

/** Words with characters of one to four bytes in UTF-8. Whoever splits bytes at the wrong place shows it. */
const words = ["plain", "größer", "naïve", "ключ", "数据", "𝄞", "🙂", "data: look-alike", "id: 999", "e\u0301"];
const wordsInText = 4;
/** For a text that drew ASCII alone, as one in 120 does: each event can be cut inside a character. */
const longCharacters = "größer";

const isAscii = /^[ -~]*$/;

/** All events of a stream. The same seed and name give the same. */
export function payloadsOf(seed: number, of: string, events: number): readonly Payload[] {
  const draws = drawsFor(seed, of);
  let chain = of;
  return Array.from({ length: events }, (_, n) => {
    const drawn = Array.from({ length: wordsInText }, () => draws.pick(words)).join(" ");
    const text = isAscii.test(drawn) ? `${drawn} ${longCharacters}` : drawn;
    chain = createHash("sha256").update(chain).update(text).digest("hex").slice(0, 16);
    return { n, of, text, chain, ...(n === events - 1 ? { last: true as const } : {}) };
  });
}

/** The payload that a text holds, alone or as the `payload` of an event of draft-graph; null for any other text. */
export function readPayload(data: string): Payload | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  const inner = (value as { payload?: unknown } | null)?.payload ?? value;
  const { n, of, text, chain } = (inner ?? {}) as Partial<Payload>;
  const isOne =
    typeof n === "number" && typeof of === "string" && typeof text === "string" && typeof chain === "string";
  return isOne ? (inner as Payload) : null;
}
