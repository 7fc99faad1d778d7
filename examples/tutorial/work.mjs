// The work whose progress the servers of the tutorial stream: 40 events in two seconds, each with the text of the request.
import { setTimeout as sleep } from "node:timers/promises";

/** Calls `tell` for each event. `kind` is "plain", "burst" (all events at once) or "idle" (a pause of three seconds in the middle). */
export async function work({ text, kind }, tell) {
  for (let n = 1; n <= 40; n++) {
    if (n === 1 || kind !== "burst") await sleep(50);
    if (n === 20 && kind === "idle") await sleep(3_000);
    tell({ n, type: n === 40 ? "done" : "message", text });
  }
}
