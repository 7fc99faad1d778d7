import type { FacePlan } from "../plan/face-plan.ts";
import { runClient } from "./client/run-client.ts";
import type { FaceContext } from "./context.ts";

/** An arrival later than this is dropped and recorded: the load generator could not keep its schedule. In milliseconds. */
const latestArrivalMs = 2_000;
/** So many streams may be open at once. Arrivals beyond that are dropped and recorded. */
const maxOpen = 20_000;

/**
 * Opens each stream of the plan when it is due, whatever the server does (open model), and waits for all clients.
 *
 * Bounded by the plan's number of streams, by `maxOpen`, and by the context's signal.
 */
export async function runPlan(plan: FacePlan, face: FaceContext): Promise<void> {
  const clients: Promise<void>[] = [];
  for (const stream of plan.streams) {
    const waitMs = stream.dueMs - face.now();
    if (waitMs > 1 && !(await face.timers.sleep(waitMs))) break;
    if (face.signal.aborted) break;
    const lateMs = face.now() - stream.dueMs;
    if (lateMs > latestArrivalMs) drop(face, stream.dueMs, `late by ${Math.round(lateMs)} ms`);
    else if (face.live.open >= maxOpen) drop(face, stream.dueMs, `${maxOpen} streams are open`);
    else {
      const client = runClient(stream, face);
      client.catch(() => {}); // thrown below, once all have arrived: until then node would end the process for it
      clients.push(client);
    }
  }
  const failed = (await Promise.allSettled(clients)).find((client) => client.status === "rejected");
  if (failed) throw failed.reason;
}

function drop(face: FaceContext, due: number, reason: string): void {
  face.sink.write({ k: "dropped", due: Math.round(due * 100) / 100, reason });
}
