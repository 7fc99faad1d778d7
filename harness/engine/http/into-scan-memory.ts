import { input } from "../../sse/scan/scan.ts";
import type { DecodedBody } from "./decoded-body.ts";
import type { ExchangeHandlers } from "./exchange.ts";

/** Passes on as much of a chunk as `input` holds, where events are read quickest. @returns how much */
export function copyIntoScanMemory(
  chunk: Buffer,
  from: number,
  handlers: ExchangeHandlers,
  body: DecodedBody | null,
): number {
  const length = chunk.copy(input, 0, from);
  if (body === null) handlers.onBytes(input, 0, length);
  else body.push(input, 0, length);
  return length;
}
