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
  if (closed && seen.cutIsDue) return "cut"; // the server closed a few bytes before the planned cut, which is the same to the client
  if (seen.broken) return "error";
  if (seen.complete) return "complete";
  if (seen.gone) return ended === "aborted" ? "aborted" : "refused";
  if (head && !head.isStream && ended !== "aborted")
    return ends?.statuses.includes(head.status) ? "complete" : "refused";
  // A stream that closes in the middle of an event has not ended: the client drops that part and comes back for the whole event.
  return closed && ends?.close && !seen.halfEvent ? "complete" : ended;
}

/** Whether the server closed the stream as its protocol lets it at any time, to go on when the client comes back. */
export function isResumableClose(
  why: CloseRecord["why"],
  { halfEvent }: Pick<SeenOfConnection, "halfEvent">,
  route: StreamRoute | undefined,
): boolean {
  return why === "closed" && !halfEvent && route?.mayBeClosed === true;
}

/** Whether an answer says that the server cannot go on from the cursor. A request without a cursor asks for no such thing. */
export function saysGone(
  status: number,
  { resumes, route }: { resumes: boolean; route: StreamRoute | undefined },
): boolean {
  return resumes && route?.goneStatuses?.includes(status) === true;
}
