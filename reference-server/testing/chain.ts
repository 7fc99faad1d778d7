import { createHash } from "node:crypto";
import { dataOf, type Received } from "./sse-client.ts";

/**
 * What is wrong with a whole stream: gaps in its ids, payloads that do not follow their hash chain (contract, Integrity).
 * Written from the contract, without the server's code.
 */
export function faultsOf(requestId: string, received: readonly Received[]): string[] {
  const faults: string[] = [];
  let chain = requestId;
  let index = 0;
  let seq = 0;
  for (const each of received) {
    if (each.id === null) continue;
    if (each.id !== seq) faults.push(`id ${each.id} instead of ${seq}`);
    seq = each.id + 1;
    const { stage, payload } = each.type === "stage" ? dataOf(each) : {};
    if (!payload) continue;
    if (stage === "COMPLETE") {
      if (payload.total !== index || payload.chain !== chain) faults.push(`COMPLETE of ${index} does not fit`);
      continue;
    }
    const next = createHash("sha256")
      .update(chain + payload.text)
      .digest("hex")
      .slice(0, 16);
    if (payload.index !== index || payload.chain !== next) faults.push(`payload ${payload.index} does not follow`);
    chain = next;
    index++;
  }
  return faults;
}
