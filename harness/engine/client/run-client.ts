import { startsAnew } from "../../plan/client-policy.ts";
import type { StreamPlan } from "../../plan/face-plan.ts";
import { ModuleFault } from "../../protocols/guarded.ts";
import type { FaceContext } from "../context.ts";
import { StreamClient } from "./stream-client.ts";

/**
 * One client's way through one stream: start, read, be cut, come back, read on, until the last event or a final refusal.
 *
 * A client that may start anew does so once, as a stream of role `restart`, and follows that stream to its end.
 */
export async function runClient(plan: StreamPlan, face: FaceContext): Promise<void> {
  face.live.started++;
  face.live.open++;
  try {
    const client = new StreamClient(plan, face);
    const outcome = await client.run();
    await client.finish();
    if (face.signal.aborted || !startsAnew(outcome, plan.role, face.policy)) return;
    const again: StreamPlan = { ...plan, s: face.nextStream(), role: "restart", dueMs: face.now(), cuts: [] };
    const second = new StreamClient(again, face, { replaces: plan.s });
    await second.run();
    await second.finish();
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    noteOnce(face, error.message);
  } finally {
    face.live.open--;
    face.live.done++;
  }
}

const noted = new WeakMap<FaceContext, Set<string>>();

/** Notes, once, that a user's module failed. The face cannot pass then; what was recorded is kept. */
function noteOnce(face: FaceContext, text: string): void {
  const before = noted.get(face) ?? new Set();
  noted.set(face, before);
  if (before.has(text)) return;
  before.add(text);
  face.sink.write({ k: "note", at: face.now(), level: "error", code: "BAD_DESCRIPTION", text });
}
