import type { ClientUnderTest, Session } from "../clients/client.ts";
import { createParser } from "./model-parser.mjs";

/** A client that runs in the test itself, so that a row takes no process. It has ended when `run` resolves. */
export function clientInProcess(run: (session: Session) => Promise<void>): ClientUnderTest {
  return {
    describe: "in this process",
    start: async (session) => ({
      ended: run(session).then(() => ({ how: "ended", ok: true })),
      printed: () => "",
      stop: async () => {},
    }),
  };
}

/** What a client keeps from one connection to the next (HTML standard, 9.2.2): its cursor and its pause. */
export class Kept {
  lastId = "";
  retryMs = 50;
  readonly deliver: (event: { readonly id: string; readonly event: string; readonly data: string }) => void;

  constructor({ onDelivery }: Pick<Session, "onDelivery">) {
    this.deliver = onDelivery;
  }
}

/** Opens the stream once, as the standard says, and reads it to its end. @returns the status; 0 without an answer */
export async function readOnce(url: string, kept: Kept, signal?: AbortSignal): Promise<number> {
  const id = Buffer.from(kept.lastId, "utf8").toString("latin1"); // fetch takes bytes
  const cursor: Record<string, string> = id === "" ? {} : { "last-event-id": id };
  const headers = { accept: "text/event-stream", ...cursor };
  const response = await fetch(url, { headers, signal: signal ?? null }).catch(() => null);
  if (response === null) return 0;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (response.status !== 200 || !isStream) {
    await response.body?.cancel();
    return response.status === 200 ? -1 : response.status;
  }
  const parser = createParser(kept, () => false);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) parser.push(decoder.decode(bytes, { stream: true }));
  } catch {
    // the connection was cut
  }
  return 200;
}
