import { hash } from "node:crypto";

/**
 * A payload's chain as two signed 32-bit numbers: its 16 hex digits are 64 bits (contract, Integrity).
 *
 * Numbers are stored in the object that has them. Strings of ten thousand streams would be separate objects, which the garbage
 * collector has to visit.
 */
export interface ChainWords {
  readonly high: number;
  readonly low: number;
}

const form = /^[0-9a-f]{16}$/;

/** @returns null for what is not 16 lower-case hex digits */
export function wordsOf(chain: string): ChainWords | null {
  if (!form.test(chain)) return null;
  return { high: Number.parseInt(chain.slice(0, 8), 16) | 0, low: Number.parseInt(chain.slice(8), 16) | 0 };
}

export function chainOf({ high, low }: ChainWords): string {
  return hex(high) + hex(low);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}

/** The word that four characters of a Latin-1 string are. */
export function wordAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) << 24) |
    (text.charCodeAt(at + 1) << 16) |
    (text.charCodeAt(at + 2) << 8) |
    text.charCodeAt(at + 3)
  );
}

/** The first 16 hex digits of SHA-256(previous chain + text) (contract, Integrity). */
export function link(previous: string, text: string): string {
  return hash("sha256", previous + text, "hex").slice(0, 16);
}
