import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { EventFacts, StreamReader, TokenClaims } from "./protocol.ts";
import type { SseEvent } from "./sse-parser.ts";

/** The data of a `stage` or `resume` event, before anything in it has been believed. */
interface Data {
  readonly stage?: unknown;
  readonly payload?: unknown;
  readonly trimmed?: unknown;
  readonly resume?: unknown;
  readonly token?: unknown;
}

interface Payload {
  readonly index?: unknown;
  readonly total?: unknown;
  readonly text?: unknown;
  readonly chain?: unknown;
}

const plain: EventFacts = {
  seq: -1,
  index: -1,
  chain: "none",
  final: false,
  payloadTrimmed: false,
  malformed: false,
  resumeUnavailable: false,
  dropped: false,
  differs: false,
  token: null,
};

/**
 * Reads a draft-graph stream and proves each payload by its hash chain (contract, Integrity).
 *
 * An event whose id was seen before is dropped, as the contract asks of clients; its bytes are compared with the first
 * ones by a CRC-32, so that a server which replays something else under an old id is found out.
 */
export function createDraftGraphReader(): StreamReader {
  const firstBytes: number[] = [];
  let chain: string | null = null;
  let lastSeq = -1;

  const reader: StreamReader = {
    requestId: null,
    get lastSeq() {
      return lastSeq;
    },
    read(event) {
      const seq = seqOf(event);
      if (seq === null) return { ...plain, malformed: true };
      if (seq >= 0) {
        const sum = crc32(event.data);
        if (seq <= lastSeq) return { ...plain, seq, dropped: true, differs: (firstBytes[seq] ?? sum) !== sum };
        firstBytes[seq] = sum;
        lastSeq = seq;
      }
      return { ...factsOf(event), seq };
    },
  };

  function factsOf(event: SseEvent): EventFacts {
    const data = event.wellFormed ? parseObject<Data>(event.data) : null;
    if (!data) return { ...plain, malformed: true };
    if (event.type === "resume") return tokenFacts(data.token);
    if (event.type !== "stage") return plain;
    const resumeUnavailable = data.resume === "unavailable";
    const final = data.stage === "COMPLETE";
    if (data.payload === null && data.trimmed === true)
      return { ...plain, payloadTrimmed: true, final, resumeUnavailable };
    if (typeof data.payload !== "object" || data.payload === null) return { ...plain, final, resumeUnavailable };
    return { ...payloadFacts(data.payload as Payload, final), final, resumeUnavailable };
  }

  function tokenFacts(raw: unknown): EventFacts {
    const read = typeof raw === "string" ? readToken(raw) : null;
    if (!read || typeof raw !== "string") return { ...plain, malformed: true };
    reader.requestId ??= read.requestId;
    return { ...plain, token: { raw, claims: read.claims } };
  }

  function payloadFacts(payload: Payload, final: boolean): EventFacts {
    const number = final ? payload.total : payload.index;
    const index = typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : -1;
    if (typeof payload.chain !== "string") return { ...plain, index };
    const before: string | null = chain ?? reader.requestId;
    const follows = final
      ? before
      : before !== null && typeof payload.text === "string"
        ? link(before, payload.text)
        : null;
    chain = payload.chain;
    return { ...plain, index, chain: follows === payload.chain ? "linked" : "unlinked" };
  }

  return reader;
}

/** The first 16 hex digits of SHA-256(previous chain + text) (contract, Integrity). */
export function link(previous: string, text: string): string {
  return hash("sha256", previous + text, "hex").slice(0, 16);
}

/** @returns the id as a number, -1 when the event has none, null when it has one that is no number */
function seqOf(event: SseEvent): number | null {
  if (!event.hasId || event.id === "") return -1;
  return /^\d{1,9}$/.test(event.id) ? Number(event.id) : null;
}

function parseObject<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}

/** The claims of a token. Read without its key: a client can only believe them (contract, The token). */
export function readToken(raw: string): { requestId: string; claims: TokenClaims } | null {
  const [body = ""] = raw.split(".");
  const claims = parseObject<Record<string, unknown>>(Buffer.from(body, "base64url").toString("utf8"));
  if (!claims) return null;
  const { request_id: requestId, seq, expires_at: exp, kid } = claims;
  if (typeof requestId !== "string" || typeof seq !== "number" || typeof exp !== "number") return null;
  return { requestId, claims: { seq, exp, kid: typeof kid === "string" ? kid : "" } };
}
