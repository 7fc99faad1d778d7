import { scanInput } from "../../sse/scan/scan.ts";
import type { DecodedBody } from "./decoded-body.ts";
import type { ExchangeHandlers } from "./exchange.ts";

/** Copies as much of a chunk into `scanInput` as it holds, where events are read fastest, and passes it on. @returns how many bytes */
export function copyIntoScanMemory(
  chunk: Buffer,
  from: number,
  handlers: ExchangeHandlers,
  body: DecodedBody | null,
): number {
  const length = chunk.copy(scanInput, 0, from);
  if (body === null) handlers.onBytes(scanInput, 0, length);
  else body.push(scanInput, 0, length);
  return length;
}
