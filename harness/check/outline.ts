import type { AnswerRecord, CloseRecord, ConnRecord } from "../history/records.ts";

/** One connection of a stream as a bar: what was asked, what came, how it ended. Times in milliseconds. */
interface OutlineBar {
  readonly c: number;
  readonly kind: ConnRecord["kind"];
  readonly intent: NonNullable<ConnRecord["intent"]> | null;
  readonly from: number;
  /** Null while it is open. */
  readonly to: number | null;
  /** As people count answers (`answerName`); null before it came. */
  readonly answer: string | null;
  readonly events: number;
  readonly why: CloseRecord["why"] | null;
  /** Moments at which something was found wrong. */
  readonly findings: readonly number[];
}

/** The outline of a stream with a finding: enough to draw it without its history. */
export interface StreamOutline {
  readonly stream: number;
  readonly requestId: string | null;
  readonly due: number;
  readonly bars: readonly OutlineBar[];
  /** Connections that are not in `bars`, as they are too many. */
  readonly more: number;
}

/** So many connections of one stream are kept, and so many moments of findings on each. */
const mostBars = 12;
const mostMarks = 20;

type GrowingBar = { -readonly [K in keyof OutlineBar]: OutlineBar[K] } & { findings: number[] };

/** Notes a stream's connections as they come, a few dozen bytes each. They are needed only if something is found wrong. */
export class Outline {
  readonly #bars: GrowingBar[] = [];
  #more = 0;
  #latest = 0;

  conn({ c, kind, intent, at }: Pick<ConnRecord, "c" | "kind" | "at" | "intent">): void {
    this.#latest = Math.max(this.#latest, at);
    if (this.#bars.length >= mostBars) this.#more++;
    else
      this.#bars.push({
        c,
        kind,
        intent: intent ?? null,
        from: at,
        to: null,
        answer: null,
        events: 0,
        why: null,
        findings: [],
      });
  }

  answer({ c, at }: Pick<AnswerRecord, "c" | "at">, name: string): void {
    this.#latest = Math.max(this.#latest, at);
    const bar = this.#bar(c);
    if (bar) bar.answer = name;
  }

  events(c: number, count: number, lastAt: number): void {
    this.#latest = Math.max(this.#latest, lastAt);
    const bar = this.#bar(c);
    if (bar) bar.events += count;
  }

  close({ c, at, why }: Pick<CloseRecord, "c" | "at" | "why">): void {
    this.#latest = Math.max(this.#latest, at);
    const bar = this.#bar(c);
    if (!bar) return;
    bar.to = at;
    bar.why = why;
  }

  /** Something was found wrong, on this connection or (null) on the last one. */
  finding(c: number | null): void {
    const bar = c === null ? this.#bars.at(-1) : this.#bar(c);
    if (bar && bar.findings.length < mostMarks) bar.findings.push(this.#latest);
  }

  of(stream: { readonly s: number; readonly due: number }, requestId: string | null): StreamOutline {
    return { stream: stream.s, requestId, due: stream.due, bars: this.#bars, more: this.#more };
  }

  #bar(c: number): GrowingBar | undefined {
    return this.#bars.find((bar) => bar.c === c);
  }
}
