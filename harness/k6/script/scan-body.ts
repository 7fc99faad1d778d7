import { readBody } from "./read-body.ts";

/** What a client must know of a body to go on. The events are judged outside of k6. */
export interface BodyScan {
  /** The highest id of a complete event, or what it was before. */
  readonly lastSeq: number;
  /** The newest token, or null. */
  readonly token: string | null;
  /** Whether the stream's last event is there. */
  readonly final: boolean;
  /** What the last `retry:` asked for, in milliseconds, or null. */
  readonly retryMs: number | null;
  /** How many complete events it holds. */
  readonly events: number;
}

/** What a client of draft-graph learns of a body. Runs inside k6. */
export function scanBody(body: string, before: number): BodyScan {
  let lastSeq = before;
  let token: string | null = null;
  let final = false;
  let events = 0;
  let retryMs: number | null = null;
  readBody(
    body,
    ({ type, data, id }) => {
      events++;
      const seq = id !== null && /^\d{1,9}$/.test(id) ? Number(id) : -1;
      const fresh = seq < 0 || seq > lastSeq;
      if (seq > lastSeq) lastSeq = seq;
      if (type === "resume") token = tokenIn(data) ?? token;
      else if (fresh && data.includes("COMPLETE")) final = final || isFinal(data);
    },
    (ms) => {
      retryMs = ms;
    },
  );
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

/** Removes the signature from each token in a body: others can read the log, and must not be able to use its tokens. */
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
