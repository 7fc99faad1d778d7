import { FaceCheck } from "../check/face-check.ts";
import type { Finding } from "../check/findings.ts";
import { faceResult } from "../gate/face-result.ts";
import type { FaceResult } from "../gate/results.ts";
import type { HistoryRecord } from "../history/records.ts";
import { FaceMeasure } from "../measure/face-measure.ts";
import type { FaceProgress } from "../run/progress.ts";
import { gateViews } from "./gate-views.ts";
import type { LiveFace, LiveGate } from "./live-state.ts";
import { StreamLines } from "./stream-lines.ts";

/** A finding, and whether the face's fault causes it by design. */
export interface FoundNow {
  readonly finding: Finding;
  readonly wanted: boolean;
}

/** Follows one face while it runs, with the judge's own checker. */
export class FaceFeed {
  readonly #progress: FaceProgress;
  #check: FaceCheck | null = null;
  readonly #measure = new FindingMeasure((finding) => this.#find(finding));
  #lines: StreamLines | null = null;
  #found: FoundNow[] = [];
  #expected: LiveFace["expected"] = null;
  #isWanted: (finding: Finding) => boolean = () => false;
  #count = 0;
  #result: FaceResult | null = null;
  #events = { at: 0, seen: 0, rate: 0 };

  constructor(progress: FaceProgress) {
    this.#progress = progress;
  }

  record(record: HistoryRecord): void {
    if (record.k === "head") {
      const { expect, plannedStreams } = record.face;
      this.#expected = expect.outcome;
      this.#isWanted = ({ kind }) => expect.outcome === "red" || (expect.tolerate ?? []).includes(kind);
      this.#lines = new StreamLines(plannedStreams);
      this.#check = new FaceCheck(record, this.#measure);
      return;
    }
    this.#lines?.record(record);
    this.#check?.record(record);
    if (record.k === "end" && this.#check)
      this.#result = faceResult({ facts: this.#check.finish(), measure: this.#measure });
  }

  /** The findings since the last call. */
  takeFound(): FoundNow[] {
    return this.#found.splice(0);
  }

  takeLines(): ReturnType<StreamLines["takeChanged"]> {
    return this.#lines?.takeChanged() ?? [];
  }

  /** The gates so far; null before the face begins. */
  gates(): LiveGate[] | null {
    if (!this.#check) return null;
    const { gates } = this.#result ?? faceResult({ facts: this.#check.soFar(), measure: this.#measure });
    return gateViews(gates);
  }

  /** @param now on `performance.now()`'s clock */
  view(now: number): LiveFace {
    const { id, state, expectedMs, startedAt, live } = this.#progress;
    const { planned, started, done, open, events, attempts, refused } = live;
    return {
      id,
      state,
      expectedMs,
      elapsedMs: state === "waiting" ? null : Math.round(now - startedAt),
      counts: { planned, started, done, open, events, attempts, refused },
      rate: state === "running" ? this.#rate(now, events) : 0,
      expected: this.#expected,
      findings: this.#count,
      verdict: this.#result?.verdict ?? null,
      reasons: this.#result?.reasons.slice(0, 6) ?? [],
    };
  }

  #find(finding: Finding): void {
    const wanted = this.#isWanted(finding);
    if (!wanted) this.#count++;
    this.#lines?.found(finding);
    if (this.#found.length < mostFound) this.#found.push({ finding, wanted });
  }

  #rate(now: number, seen: number): number {
    const before = this.#events;
    if (before.at === 0 || now - before.at >= rateMs) {
      const rate = before.at === 0 ? 0 : Math.round((1_000 * (seen - before.seen)) / (now - before.at));
      this.#events = { at: now, seen, rate };
    }
    return this.#events.rate;
  }
}

/** The most findings that wait to be sent; more than that are only counted. */
const mostFound = 50;
/** Rates are measured over about a second, in milliseconds. */
const rateMs = 1_000;

/** A face's measure that also passes findings on. */
class FindingMeasure extends FaceMeasure {
  readonly found: (finding: Finding) => void;

  constructor(onFinding: (finding: Finding) => void) {
    super();
    this.found = onFinding;
  }
}
