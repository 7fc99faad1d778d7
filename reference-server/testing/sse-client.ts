import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { until } from "./until.ts";

/** One SSE event or comment, as it came. */
export interface Received {
  readonly id: number | null;
  /** "heartbeat" for a comment. */
  readonly type: string;
  readonly data: string;
}

interface StageData {
  readonly stage?: string;
  readonly token?: string;
  readonly resume?: string;
  readonly trimmed?: boolean;
  readonly payload?: { index?: number; total?: number; text?: string; chain?: string; graph?: object } | null;
}

/** An answer that is being read. */
export class Reading {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly received: Received[] = [];
  /** "end" when the server closed in good order, "cut" when the connection broke, null while it is open. */
  how: "end" | "cut" | null = null;
  text = "";
  readonly #response: IncomingMessage;
  readonly #request: ClientRequest;
  #rest = "";

  constructor(sent: ClientRequest, response: IncomingMessage) {
    this.#request = sent;
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding("utf8");
    response.on("data", (text: string) => this.#take(text));
    response.on("end", () => {
      this.how = "end";
    });
    const cut = () => {
      this.how ??= "cut";
    };
    response.on("error", cut).on("close", cut);
  }

  /** The stored events: those with an id. */
  get events(): Received[] {
    return this.received.filter((each) => each.id !== null);
  }

  get ids(): (number | null)[] {
    return this.events.map((each) => each.id);
  }

  /** The newest token, as a client would use it. */
  get token(): string {
    const newest = this.received.findLast((each) => each.type === "resume");
    if (!newest) throw new Error("There was no token.");
    return dataOf(newest).token ?? "";
  }

  get isComplete(): boolean {
    return this.events.some((each) => dataOf(each).stage === "COMPLETE");
  }

  get error(): { schema: string; code: string; message: string; details: Record<string, unknown> } {
    return JSON.parse(this.text);
  }

  /** Waits until so many stored events have come. */
  async untilEvents(count: number): Promise<this> {
    await until(`${count} events, has ${this.events.length}`, () => this.events.length >= count || this.how !== null);
    return this;
  }

  async untilOver(limitMs = 10_000): Promise<this> {
    await until(`the end, has ids ${this.ids.join()}`, () => this.how !== null, limitMs);
    return this;
  }

  pause(): void {
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  cut(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    this.text += text;
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) this.received.push(parse(block));
  }
}

function parse(block: string): Received {
  if (block.startsWith(":")) return { id: null, type: block.slice(1).trim(), data: "" };
  const fields = new Map(block.split("\n").map((line) => splitOnce(line)));
  const id = fields.get("id");
  return { id: id === undefined ? null : Number(id), type: fields.get("event") ?? "", data: fields.get("data") ?? "" };
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf(": ");
  return [line.slice(0, at), line.slice(at + 2)];
}

export function dataOf(received: Received): StageData {
  return JSON.parse(received.data) as StageData;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends a request, and resolves when the answer's head is there. Every request has a connection of its own. */
export function send(url: string, { method = "POST", headers = {}, body }: Sent = {}): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: 20_000 }, (response) =>
      resolve(new Reading(sent, response)),
    );
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(new Error("No answer.")));
    sent.end(body);
  });
}

export const brief = "Which of two suppliers should we choose, and why?";

export interface StartFlags {
  readonly events?: number;
  readonly interval_ms?: number;
  readonly event_bytes?: number;
  readonly seed?: number;
}

export function start(url: string, reference: StartFlags = {}, headers: Record<string, string> = {}): Promise<Reading> {
  return send(`${url}/assist/draft-graph/stream`, {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ brief, flags: { reference } }),
  });
}

export interface ResumeOptions {
  readonly token: string;
  readonly lastEventId?: number | string;
  readonly mode?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Resumes live, unless another mode is given. */
export function resume(
  url: string,
  { token, lastEventId, mode = "live", headers = {} }: ResumeOptions,
): Promise<Reading> {
  return send(`${url}/assist/draft-graph/resume`, {
    headers: {
      "x-resume-token": token,
      "x-resume-mode": mode,
      ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }),
      ...headers,
    },
  });
}

/** Waits for a refusal's body. */
export async function refusal(answer: Promise<Reading>): Promise<Reading> {
  return (await answer).untilOver();
}
