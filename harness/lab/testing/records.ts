import type { Answer, RefusalAnswer, StreamAnswer } from "../../../rows/client/row.ts";
import type { Delivery } from "../history/delivery.ts";
import type { DoneRecord, EndRecord, LabHead, LabRecord, RequestRecord, SentRecord } from "../history/records.ts";

/** Makes a row's history step by step. The clock goes on by 10 ms a record, unless it is told to go on by more. */
export class LabHistory {
  readonly records: LabRecord[];
  #at = 0;
  #r = -1;

  constructor(more: Partial<LabHead> = {}) {
    const usual = { row: "r", protocol: "event-source", seed: 1, client: "c", mustStartAnew: false, startedAt: "" };
    this.records = [{ k: "head", schema: "client_history.v1", ...usual, ...more }];
  }

  after(ms: number): this {
    this.#at += ms;
    return this;
  }

  request(more: Partial<RequestRecord> = {}): this {
    this.#r++;
    const usual = {
      method: "GET",
      path: "",
      resumes: false,
      accept: "text/event-stream",
      contentType: null,
      body: null,
    };
    const cursor = more.cursor ?? null;
    const cursorIn = cursor === null ? null : "header";
    return this.#write({
      k: "req",
      r: this.#r,
      at: this.#tick(),
      ...usual,
      credentials: "sent",
      ...more,
      cursor,
      cursorIn,
    });
  }

  stream(answer: Partial<StreamAnswer> = {}): this {
    return this.#answer(200, { kind: "stream", ...answer }, null);
  }

  refuse(status: number, after: RefusalAnswer["after"], retryAfterMs: number | null = null): this {
    return this.#answer(status, { kind: "refusal", status, after }, retryAfterMs);
  }

  /** The 204 that says that the stream is through. */
  through(): this {
    return this.#write({ k: "ans", r: this.#r, at: this.#tick(), status: 204, retryAfterMs: null });
  }

  /** An event with the id n + 1 and the data `e<n>`. */
  sent(n: number, more: Partial<SentRecord> = {}): this {
    const usual = {
      of: "r/1",
      n,
      lastId: String(n + 1),
      hasId: true,
      event: "message",
      data: dataOf(n),
      retryMs: null,
    };
    return this.#write({ k: "sent", r: this.#r, at: this.#tick(), last: n === 5, ...usual, ...more });
  }

  half(n: number): this {
    return this.#write({ k: "half", r: this.#r, at: this.#tick(), of: "r/1", n, id: String(n + 1), data: dataOf(n) });
  }

  end(how: EndRecord["how"] = "cut", settled: EndRecord["settled"] = "reported"): this {
    return this.#write({ k: "end", r: this.#r, at: this.#tick(), how, settled });
  }

  got(data: number | string, more: Omit<Partial<Delivery>, "data"> = {}): this {
    return this.#write({ k: "got", at: this.#tick(), data: typeof data === "number" ? dataOf(data) : data, ...more });
  }

  /** Sends and delivers these events. */
  events(...numbers: readonly number[]): this {
    for (const n of numbers) this.sent(n).got(n);
    return this;
  }

  notPlayed(text: string): this {
    return this.#write({ k: "not-played", at: this.#tick(), text });
  }

  ended(how = "exited with 0"): this {
    return this.#write({ k: "client", at: this.#tick(), what: "ended", how, ok: true });
  }

  done(why: DoneRecord["why"] = "finished"): readonly LabRecord[] {
    this.#write({ k: "done", at: this.#tick(), why });
    return this.records;
  }

  #answer(status: number, answer: Answer, retryAfterMs: number | null): this {
    return this.#write({ k: "ans", r: this.#r, at: this.#tick(), status, answer, retryAfterMs });
  }

  #tick(): number {
    this.#at += 10;
    return this.#at;
  }

  #write(record: LabRecord): this {
    this.records.push(record);
    return this;
  }
}

export function dataOf(n: number): string {
  return JSON.stringify({ n, of: "r/1", text: `text ${n}`, chain: `chain${n}` });
}
