import { scan } from "../../sse/scan/scan.ts";

/** The kernel's function for the contract's payloads (assembly/payload.ts). It works in the memory of `scan`. */
export const { readPayload } = scan as unknown as {
  /** @returns the length of what is to be hashed, in `scanScratch`; -1 when the payload does not have the common form */
  readPayload(from: number, to: number, high: number, low: number): number;
};

/** What it found, by the place of the word in `scanResults`. */
export const INDEX = 8;
export const TOTAL = 9;
export const HIGH = 10;
export const LOW = 11;
