import type { Finding } from "../check/findings.ts";
import type { HistoryRecord } from "../history/records.ts";
import type { LiveBar, LiveLine } from "./live-state.ts";

/** The most streams of a face that are drawn, and the most connections of each. */
const mostLines = 24;
const mostBars = 12;

interface Line extends LiveLine {
  readonly bars: LiveBar[];
  more: number;
  outcome: string | null;
  findings: number;
}

type Bar = { -readonly [Key in keyof LiveBar]: LiveBar[Key] } & { found: number[] };

/** Draws some streams of a face as lines, while their records come. They are spread evenly over the face. */
export class StreamLines {
  readonly #lines = new Map<number, Line>();
  readonly #changed = new Set<number>();
  readonly #step: number;

  constructor(planned: number) {
    this.#step = Math.max(1, Math.ceil(planned / mostLines));
  }

  record(record: HistoryRecord): void {
    if (record.k === "stream") {
      const { s, role } = record;
      if (s % this.#step !== 0 || role === "witness" || this.#lines.size >= mostLines) return;
      this.#lines.set(s, { s, role, bars: [], more: 0, outcome: null, findings: 0 });
      this.#changed.add(s);
      return;
    }
    if (!("s" in record)) return;
    const line = this.#lines.get(record.s);
    if (!line) return;
    this.#changed.add(record.s);
    if (record.k === "done") line.outcome = record.outcome;
    else if (record.k === "conn") this.#open(line, record);
    else if ("c" in record) change(line.bars.find(({ c }) => c === record.c) as Bar | undefined, record);
  }

  found({ stream, place }: Finding): void {
    const line = this.#lines.get(stream);
    if (!line) return;
    this.#changed.add(stream);
    line.findings++;
    const bar = line.bars.find(({ c }) => c === place?.connection) ?? line.bars.at(-1);
    if (bar && bar.found.length < mostBars) (bar as Bar).found.push(place?.at ?? bar.to ?? bar.from);
  }

  /** The lines that have changed since the last call. */
  takeChanged(): LiveLine[] {
    const lines = [...this.#changed].map((s) => structuredClone(this.#lines.get(s) as LiveLine));
    this.#changed.clear();
    return lines;
  }

  #open(line: Line, { c, kind, intent, at, from }: Extract<HistoryRecord, { k: "conn" }>): void {
    const what = kind === "resume" && intent !== undefined && intent !== "return" ? intent : kind;
    const cursor = kind === "resume" ? { cursor: from ?? -1 } : {};
    line.bars.push({
      c,
      what,
      from: at,
      to: null,
      answer: null,
      ok: false,
      why: null,
      events: 0,
      found: [],
      ...cursor,
    });
    if (line.bars.length <= mostBars) return;
    line.bars.shift();
    line.more++;
  }
}

function change(bar: Bar | undefined, record: Extract<HistoryRecord, { c: number }>): void {
  if (!bar) return;
  if (record.k === "answer") {
    bar.answer = [String(record.status), record.code ?? ""].join(" ").trim();
    bar.ok = record.status === 200 && !record.partial;
  } else if (record.k === "ev") bar.events += record.seq.length;
  else if (record.k === "close") {
    bar.to = record.at;
    bar.why = record.why;
  }
}
