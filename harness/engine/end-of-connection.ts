import type { CloseRecord } from "../history/records.ts";
import type { StreamRoute } from "../protocols/stream-reader.ts";
import type { ExchangeEnd } from "./http/exchange.ts";

/** What was seen of a connection until its exchange ended. */
export interface SeenOfConnection {
  readonly ended: ExchangeEnd["why"];
  /** Null before an answer came. */
  readonly head: { readonly status: number; readonly isStream: boolean } | null;
  /** Its bytes could not be read as an event stream. */
  readonly broken: boolean;
  /** The stream's last event came. */
  readonly complete: boolean;
  /** The server said that it cannot go on from the client's cursor. */
  readonly gone: boolean;
  /** The planned cut waited for bytes that had not come yet. */
  readonly cutIsDue: boolean;
  /** An event had begun and not ended. */
  readonly halfEvent: boolean;
}

/** How a connection ended, by what its stream's route says about ends. */
export function whyEnded(seen: SeenOfConnection, ends: StreamRoute["ends"]): CloseRecord["why"] {
  const { ended, head } = seen;
  const closed = ended === "closed" && head?.isStream === true;
  if (closed && seen.cutIsDue) return "cut"; // the server's end came a few bytes before the cut, and is as good
  if (seen.broken) return "error";
  if (seen.complete) return "complete";
  if (seen.gone) return ended === "aborted" ? "aborted" : "refused";
  if (head && !head.isStream && ended !== "aborted")
    return ends?.statuses.includes(head.status) ? "complete" : "refused";
  // Half an event is no end: the client drops it, and comes back for the whole.
  return closed && ends?.close && !seen.halfEvent ? "complete" : ended;
}

/** Whether an answer says that the server cannot go on from the cursor. A request without one has nothing to lose. */
export function saysGone(
  status: number,
  { resumes, route }: { resumes: boolean; route: StreamRoute | undefined },
): boolean {
  return resumes && route?.goneStatuses?.includes(status) === true;
}
