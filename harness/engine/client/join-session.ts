import type { StreamPlan } from "../../plan/face-plan.ts";
import type { StreamReader } from "../../protocols/stream-reader.ts";
import type { FaceContext } from "../context.ts";

/** How long a stream waits for the session that it is to live in, in milliseconds. */
const sessionMs = 5_000;

/** Waits for the session of another stream, if the plan puts this one there. Without that session it makes its own. */
export async function joinSession(
  { inSessionOf }: Pick<StreamPlan, "inSessionOf">,
  reader: StreamReader,
  { sessions, timers }: Pick<FaceContext, "sessions" | "timers">,
): Promise<void> {
  if (inSessionOf === undefined) return;
  const waited = timers.sleep(sessionMs).then(() => null);
  const first = await Promise.race([sessions.of(inSessionOf), waited]);
  if (first) reader.joinSession?.(first);
}
