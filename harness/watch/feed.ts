import type { Results } from "../gate/results.ts";
import type { HistoryRecord } from "../history/records.ts";
import type { FaceProgress } from "../run/progress.ts";
import { messageOf } from "../thrown.ts";
import type { EventLog } from "./event-log.ts";
import { FaceFeed, type FoundNow } from "./face-feed.ts";
import type { LiveFace, LiveFinding, LiveGate, LiveLine, LiveRun, LiveState, LiveVerdict } from "./live-state.ts";

/** How often changes are sent, in milliseconds. Gates are measured every fourth time. */
const tickMs = 250;
const gatesEvery = 4;
/** The most findings that the page gets; the results count all of them. */
const mostFindings = 300;
const mostReasons = 20;

/**
 * Follows a run: gets its records and its progress, and appends changes to the log.
 *
 * The run never waits for it, and it cannot end the run: if it fails, it reports that once and then sends nothing more.
 */
export class Feed {
  readonly #log: EventLog;
  readonly #onTrouble: (what: string) => void;
  readonly #run: LiveRun;
  #progress: readonly FaceProgress[] = [];
  readonly #feeds = new Map<string, FaceFeed>();
  readonly #faces = new Map<string, LiveFace>();
  readonly #lines = new Map<string, Map<number, LiveLine>>();
  readonly #gates = new Map<string, LiveGate[]>();
  readonly #findings: LiveFinding[] = [];
  #order: readonly string[] = [];
  #verdict: LiveVerdict | null = null;
  #ticks = 0;
  #timer: NodeJS.Timeout | null = null;
  #broken = false;

  constructor(log: EventLog, run: LiveRun, onTrouble: (what: string) => void) {
    this.#log = log;
    this.#run = run;
    this.#onTrouble = onTrouble;
  }

  /** The state after all events so far. A page that begins with it reads on after the log's last event. */
  get state(): LiveState {
    return {
      run: this.#run,
      faces: this.#order.map((id) => this.#faces.get(id) as LiveFace),
      gates: Object.fromEntries(this.#gates),
      lines: Object.fromEntries([...this.#lines].map(([id, lines]) => [id, [...lines.values()]])),
      findings: this.#findings,
      verdict: this.#verdict,
    };
  }

  /** Follows the faces' progress from now on. */
  begin(progress: readonly FaceProgress[]): void {
    this.#progress = progress;
    this.tick();
    this.#timer = setInterval(() => this.tick(), tickMs);
  }

  record(face: string, record: HistoryRecord): void {
    this.#guarded(() => this.#feedOf(face)?.record(record));
  }

  /** Sends what has changed since the last time. */
  tick(): void {
    this.#guarded(() => {
      const now = performance.now();
      const measures = this.#ticks++ % gatesEvery === 0;
      this.#tellOrder(now);
      for (const { id, state } of this.#progress) {
        const feed = this.#feedOf(id);
        if (!feed) continue;
        if (state === "running" ? measures : state !== this.#faces.get(id)?.state) this.#tellGates(id, feed.gates());
        for (const found of feed.takeFound()) this.#tellFinding(id, found);
        this.#tellLines(id, feed.takeLines());
        this.#tellFace(feed.view(now));
      }
    });
  }

  /** The run is over: nothing is sent after this. */
  end(results: Results, resultsFile: string): void {
    this.stop();
    this.tick();
    this.#verdict = {
      verdict: results.verdict,
      exitCode: results.exit_code,
      reasons: results.reasons.slice(0, mostReasons),
      resultsFile,
    };
    this.#log.append("verdict", this.#verdict);
    this.#log.end("end", {});
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #feedOf(id: string): FaceFeed | undefined {
    const known = this.#feeds.get(id);
    if (known) return known;
    const progress = this.#progress.find((each) => each.id === id);
    if (!progress) return undefined;
    const feed = new FaceFeed(progress);
    this.#feeds.set(id, feed);
    return feed;
  }

  /** Some faces may disappear before they begin, once the target's pace is known. */
  #tellOrder(now: number): void {
    const order = this.#progress.map(({ id }) => id);
    if (order.join("\n") === this.#order.join("\n")) return;
    for (const id of order) {
      const feed = this.#feedOf(id);
      if (feed && !this.#faces.has(id)) this.#faces.set(id, feed.view(now));
    }
    this.#order = order;
    this.#log.append("faces", { faces: order.map((id) => this.#faces.get(id)) });
  }

  #tellFace(face: LiveFace): void {
    const before = this.#faces.get(face.id);
    const { elapsedMs: _, ...same } = face;
    const isIdle =
      face.state !== "running" &&
      before &&
      JSON.stringify({ ...before, elapsedMs: undefined }) === JSON.stringify(same);
    if (isIdle) return;
    this.#faces.set(face.id, face);
    this.#log.append("face", face);
  }

  #tellGates(face: string, gates: LiveGate[] | null): void {
    if (gates === null || JSON.stringify(gates) === JSON.stringify(this.#gates.get(face))) return;
    this.#gates.set(face, gates);
    this.#log.append("gates", { face, gates });
  }

  #tellLines(id: string, lines: readonly LiveLine[]): void {
    if (lines.length === 0) return;
    const known = this.#lines.get(id) ?? new Map<number, LiveLine>();
    this.#lines.set(id, known);
    for (const line of lines) known.set(line.s, line);
    this.#log.append("lines", { face: id, lines });
  }

  #tellFinding(face: string, { finding, wanted }: FoundNow): void {
    const { kind, text, stream, seq, place } = finding;
    if (this.#findings.length >= mostFindings) return;
    const n = this.#findings.length;
    const own = { n, face, kind, text, stream, seq: seq < 0 ? null : seq, where: place?.where ?? null, wanted };
    this.#findings.push(own);
    this.#log.append("finding", own);
  }

  #guarded(action: () => void): void {
    if (this.#broken) return;
    try {
      action();
    } catch (error) {
      this.#broken = true;
      this.#onTrouble(`The live page shows no more: ${messageOf(error)}. The run goes on.`);
    }
  }
}
