/** What a client must know of a body to go on: no more than k6 needs; the events are judged outside of k6. */
export interface BodyScan {
  /** The highest id of a whole event, or what it was before. */
  readonly lastSeq: number;
  /** The newest token, or null. */
  readonly token: string | null;
  /** Whether the stream's last event is there. */
  readonly final: boolean;
  /** What the last `retry:` asked for, in milliseconds, or null. */
  readonly retryMs: number | null;
  /** Whole events. */
  readonly events: number;
}

/**
 * Reads the whole events of a body (WHATWG HTML, 9.2.6), as far as ids, tokens and the end go.
 *
 * Runs inside k6: no URL, no TextDecoder, no Buffer. A test holds it equal to the harness's own parser.
 */
export function scanBody(body: string, before: number): BodyScan {
  let lastSeq = before;
  let token: string | null = null;
  let final = false;
  let events = 0;
  let retryMs: number | null = null;
  let id: string | null = null;
  let type = "";
  let data: string | null = null;
  const text = body.charCodeAt(0) === 0xfeff ? body.slice(1) : body;
  const lines = text.split(text.includes("\r") ? /\r\n|\r|\n/ : "\n"); // a pattern costs k6 a third more
  lines.pop(); // what stands behind the last line break is no whole line
  for (const line of lines) {
    if (line === "") {
      if (data !== null) {
        events++;
        const seq = id !== null && /^\d{1,9}$/.test(id) ? Number(id) : -1;
        const fresh = seq < 0 || seq > lastSeq;
        if (seq > lastSeq) lastSeq = seq;
        if (type === "resume") token = tokenIn(data) ?? token;
        else if (fresh && data.includes("COMPLETE")) final = final || isFinal(data);
      }
      id = null;
      type = "";
      data = null;
      continue;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    if (name !== "id" && name !== "event" && name !== "data" && name !== "retry") continue;
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") data = data === null ? value : `${data}\n${value}`;
    else if (name === "event") type = value;
    else if (name === "retry") retryMs = /^[0-9]+$/.test(value) ? Number(value) : retryMs;
    else if (!value.includes("\0")) id = value;
  }
  return { lastSeq, token, final, retryMs, events };
}

function tokenIn(data: string): string | null {
  const token = parse(data)?.token;
  return typeof token === "string" ? token : null;
}

function isFinal(data: string): boolean {
  return parse(data)?.stage === "COMPLETE";
}

function parse(data: string): { readonly token?: unknown; readonly stage?: unknown } | null {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

const mark = '"token":"';

/** Takes the signature from each token in a body: what is logged can be read by others, and may not be used by them. */
export function withoutSignatures(body: string): string {
  let from = 0;
  let clean = "";
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, from)) {
    const start = at + mark.length;
    const quote = body.indexOf('"', start);
    const end = quote < 0 ? body.length : quote;
    const dot = body.indexOf(".", start);
    clean += body.slice(from, dot >= 0 && dot < end ? dot + 1 : end);
    from = end;
  }
  return clean + body.slice(from);
}
