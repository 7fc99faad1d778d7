import { largest } from "../../harness/extremes.ts";
import type { Results } from "../../harness/gate/results.ts";

/** Connections that a browser opens to one host over HTTP/1.1 (MDN, EventSource: "6 … per browser + domain"; Chrome and Firefox have it). */
const ofOneBrowser = 6;

/** Says that a browser could not hold so many connections. Null if it could, or if streams share sessions of HTTP/2. */
export function connectionsSentence({ windows, command, environment }: Results): string | null {
  if (!URL.canParse(environment.target) || command?.engine !== "own" || command.http2) return null;
  const open = largest(
    windows.map((window) => window.streams_open),
    0,
  );
  if (open <= ofOneBrowser) return null;
  return `Up to ${open} streams were open at the end of a second, each on its own connection. A browser opens only ${ofOneBrowser} connections to a host over HTTP/1.1, so further streams wait. Over HTTP/2, streams share a connection (--http2).`;
}
