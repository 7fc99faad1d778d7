import type { Expectation } from "../history/face-info.ts";
import type { DoneRecord, Role } from "../history/records.ts";
import { type Finding, FindingTally } from "./findings.ts";
import type { StreamOutline } from "./outline.ts";

/** How one stream ended. */
export interface StreamEnd {
  readonly role: Role;
  readonly outcome: DoneRecord["outcome"];
  /** Its client has every event, each once. */
  readonly whole: boolean;
  readonly trimmed: boolean;
  /** Of its events; `linked`: at least one of them carried a link, sound or not. */
  readonly payloads: "none" | "linked" | "without-links";
  readonly tainted: boolean;
  /** At least one proof could judge it. */
  readonly isJudged: boolean;
}

/** So many outlines are kept: those of the streams with the lowest numbers, as with findings. */
const mostOutlines = 20;

export interface ProofTotals {
  judged: number;
  unproved: number;
  /** Why it did not work out, for the first stream with a known reason. */
  why: string | null;
}

/** How often a request that no document judges got this answer. */
export interface LeftOpen {
  readonly what: string;
  readonly answer: string;
  readonly count: number;
}

/** Sums over the streams of one face. The order of adding does not matter. */
export class FaceTotals {
  readonly findings = new FindingTally();
  /** Findings that the face's fault causes by design. */
  readonly tolerated = new FindingTally();
  readonly answers = new Map<string, number>();
  readonly #tolerate: ReadonlySet<string>;
  streams = 0;
  /** Those of them that the plan has: not those that replace a stream or join one. */
  plannedStreams = 0;
  completed = 0;
  failed = 0;
  /** Streams whose client saw the end. */
  ended = 0;
  /** Streams of role `uncut`, and those of them that did not reach their end complete. */
  uncut = 0;
  uncutFailed = 0;
  trimmedStreams = 0;
  tainted = 0;
  /** Streams that got a payload, and those of them whose payloads had no links, so that the ids alone judge them. */
  readonly payloads = { streams: 0, withoutLinks: 0 };
  requests = 0;
  attempts = 0;
  withdrawn = 0;
  /** Attempts of users that were answered otherwise than by a whole stream, or not at all. */
  returnsRefused = 0;
  attemptsJudged = 0;
  attemptsSucceeded = 0;
  attemptsEligible = 0;
  successes = 0;
  partialRecoveries = 0;
  /** Eligible attempts, and those of them that ended with all events or at least with the final graph. */
  graphsWanted = 0;
  graphsGot = 0;
  eventsReceived = 0;
  redelivered = 0;
  /** By the proof's name: streams that it judged, and those for which it did not work out, with the first reason. */
  readonly proofs = new Map<string, ProofTotals>();
  /** Streams that no proof could judge. They are counted, and nothing is said of them. */
  unproved = 0;
  errors = 0;
  /** Those of them that answered, or did not answer, a start. */
  startErrors = 0;
  droppedArrivals = 0;
  /** Streams whose start was sent too long after its time. */
  lateArrivals = 0;
  readonly #leftOpen = new Map<string, LeftOpen>();
  #outlines: StreamOutline[] = [];

  constructor({ tolerate = [] }: Pick<Expectation, "tolerate">) {
    this.#tolerate = new Set(tolerate);
  }

  find(finding: Finding, count: number): void {
    const tolerated = this.#tolerate.has(finding.kind);
    (tolerated ? this.tolerated : this.findings).add(finding, count);
    if (finding.kind === "unresumable" && !tolerated) this.errors++;
  }

  /** Keeps the outline of a stream with findings, once the stream is over. */
  outline(outline: StreamOutline): void {
    this.#outlines.push(outline);
    if (this.#outlines.length > 16 * mostOutlines) this.#outlines = this.outlines();
  }

  /** The streams with findings, the lowest first, at most 20. */
  outlines(): StreamOutline[] {
    return this.#outlines.sort((a, b) => a.stream - b.stream).slice(0, mostOutlines);
  }

  proof(name: string, why: string | null): void {
    const totals = this.proofs.get(name) ?? { judged: 0, unproved: 0, why: null };
    this.proofs.set(name, totals);
    if (why === null) totals.judged++;
    else {
      totals.unproved++;
      totals.why ??= why;
    }
  }

  answer(name: string): void {
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
  }

  /** Counts an answer that no document calls right or wrong. */
  leftOpen(what: string, answer: string): void {
    const key = `${what}\n${answer}`;
    const before = this.#leftOpen.get(key);
    this.#leftOpen.set(key, { what, answer, count: (before?.count ?? 0) + 1 });
  }

  get answersLeftOpen(): readonly LeftOpen[] {
    return [...this.#leftOpen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  }

  judged(success: boolean): void {
    this.attemptsJudged++;
    if (success) this.attemptsSucceeded++;
  }

  eligible(success: boolean): void {
    this.attemptsEligible++;
    if (success) this.successes++;
  }

  graph(got: boolean): void {
    this.graphsWanted++;
    if (got) this.graphsGot++;
  }

  stream({ role, outcome, whole, trimmed, payloads, tainted, isJudged }: StreamEnd): void {
    this.streams++;
    if (role !== "restart" && role !== "reader") this.plannedStreams++;
    if (tainted) {
      this.tainted++;
      return;
    }
    if (outcome === "complete" || outcome === "partial") this.ended++;
    if (!isJudged) return;
    if (whole) this.completed++;
    if (trimmed) this.trimmedStreams++;
    if (payloads !== "none") this.payloads.streams++;
    if (payloads === "without-links") this.payloads.withoutLinks++;
    const failed = !whole && outcome !== "aborted" && outcome !== "orphaned" && role !== "late";
    if (failed) this.failed++;
    if (role === "uncut" && outcome !== "aborted") {
      this.uncut++;
      if (!whole) this.uncutFailed++;
    }
  }
}
