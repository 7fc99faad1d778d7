import { hash } from "node:crypto";
import { createRandom, textOf } from "../../reference-server/streams/text-pool.ts";

/** One stream's bytes, made once and sent to many. */
export interface Script {
  readonly intervalMs: number;
  /** The answer's head. */
  readonly head: string;
  /** Each event as a chunk, by seq; 1 is the token's place. */
  readonly frames: readonly Buffer[];
  readonly end: string;
  /** The `resume` event of a stream that began then (Unix milliseconds): its token says where the stream stands. */
  tokenFrame(startedAt: number): string;
}

/** So many different texts that no cache holds them, and so few that they are made quickly. */
const variants = 8;
const made = new Map<string, Script>();
let turn = 0;

/** The script that a start's workload, or a token's claims, ask for. */
export function findScript(asked: Readonly<Record<string, unknown>>): Script {
  const events = Number(asked.events ?? 40);
  const intervalMs = Number(asked.interval_ms ?? 50);
  const bytes = Number(asked.event_bytes ?? 512);
  const variant = asked.variant === undefined ? turn++ % variants : Number(asked.variant);
  const key = `${events}/${intervalMs}/${bytes}/${variant}`;
  let script = made.get(key);
  if (!script) {
    script = makeScript({ events, interval_ms: intervalMs, event_bytes: bytes, variant });
    made.set(key, script);
  }
  return script;
}

function makeScript(about: { events: number; interval_ms: number; event_bytes: number; variant: number }): Script {
  const requestId = `lean-${about.variant}`;
  const random = createRandom(about.variant + 1);
  const frames = [frame(0, "stage", '{"stage":"DRAFTING"}'), Buffer.alloc(0)];
  let chain = requestId;
  for (let index = 0; index < about.events; index++) {
    const text = textOf(about.event_bytes, random());
    chain = hash("sha256", chain + text, "hex").slice(0, 16);
    const payload = `{"index":${index},"total":${about.events},"text":${JSON.stringify(text)},"chain":"${chain}"}`;
    frames.push(frame(index + 2, "stage", `{"stage":"DRAFTING","payload":${payload}}`));
  }
  const last = JSON.stringify({ stage: "COMPLETE", payload: { graph: {}, total: about.events, chain } });
  frames.push(frame(frames.length, "stage", last));
  return {
    intervalMs: about.interval_ms,
    head:
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache, no-transform\r\n" +
      `X-Correlation-ID: ${requestId}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`,
    frames,
    end: "0\r\n\r\n",
    tokenFrame(startedAt) {
      const expires = Math.floor(startedAt / 1_000) + 900;
      const claims = {
        request_id: requestId,
        step: "draft",
        seq: 1,
        expires_at: expires,
        kid: "lean",
        started: startedAt,
        ...about,
      };
      const token = `${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${"A".repeat(43)}`;
      return frame(1, "resume", JSON.stringify({ token })).toString();
    },
  };
}

function frame(seq: number, type: string, data: string): Buffer {
  const block = Buffer.from(`id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`);
  return Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from("\r\n")]);
}
