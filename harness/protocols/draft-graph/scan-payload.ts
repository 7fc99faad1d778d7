import { scan } from "../../sse/scan/scan.ts";

/** The kernel's function for the contract's payloads, which works in the memory of `scan` (assembly/payload.ts). */
export const { readPayload } = scan as unknown as {
  /** @returns the length of what is to be hashed, in `scratch`; -1 for another form than the usual one */
  readPayload(from: number, to: number, high: number, low: number): number;
};

/** What it found, by the place of the word in `found`. */
export const INDEX = 8;
export const TOTAL = 9;
export const HIGH = 10;
export const LOW = 11;
