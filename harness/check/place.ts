import type { AnswerRecord, ConnRecord } from "../history/records.ts";

/**
 * Where in a stream something was found.
 * - `start`: on its first connection. `replay`: after a resume, among the events that came at once. `seam`: at the first
 *   event after a resume that had to be waited for, so between replay and live. `live`: after that.
 * - `resume`: after a resume, in a history without a time for each event, so it is unknown which of the three.
 * - `answer`: in an answer's head or error body. `end`: when its client had finished with it.
 */
export type Where = "start" | "replay" | "seam" | "live" | "resume" | "answer" | "end";

export interface FindingPlace {
  readonly where: Where;
  /** The connection's number in its stream; for `end` the last one that got an answer. */
  readonly connection: number;
  /** How many times the stream had been cut before this connection. */
  readonly cut: number;
  readonly instance: string;
  /** Milliseconds since the face's start. */
  readonly at: number;
}

/** An event that comes so soon after the one before was not waited for, at any pace of the stream. In milliseconds. */
const atOnceMs = 5;

/**
 * Follows one stream's events and knows where in it they are. A replay comes at once and live events at the stream's own
 * pace, so the clock tells them apart: an event is live when it took half of the time that events took before the cut. This
 * is an estimate for people; no verdict depends on it.
 */
export class PlaceInStream {
  readonly #timed: boolean;
  #conn: Pick<ConnRecord, "c" | "kind" | "instance"> | null = null;
  #cuts = 0;
  /** Cuts before the current connection: an attempt without an answer does not count. */
  #cutsBefore = 0;
  #where: Where = "start";
  #at = 0;
  /** On the current connection: the last event, or the answer; whether an event came; whether one was waited for. */
  #lastAt = 0;
  #anyEvent = false;
  #live = false;
  /** Where each gap in the ids was noticed, in their order: what is still missing at the end was lost there. */
  readonly #gapsInIds: { readonly to: number; readonly place: FindingPlace | null }[] = [];
  /** On the first connection, to know the stream's pace. */
  #gapsMs = 0;
  #gaps = 0;

  /** `timed`: false where events carry the time of their body's end (`FaceInfo.eventTimes`). */
  constructor({ timed }: { readonly timed: boolean }) {
    this.#timed = timed;
  }

  /** A client was cut and comes back. Not called for attempts that only repeat. */
  cut(): void {
    this.#cuts++;
  }

  answer(conn: ConnRecord, { at }: Pick<AnswerRecord, "at">): void {
    this.#conn = conn;
    this.#cutsBefore = this.#cuts;
    this.#where = "answer";
    this.#at = at;
    this.#lastAt = at;
    this.#anyEvent = false;
    this.#live = false;
  }

  /** The answer has been judged: what follows is about its events. */
  opened(): void {
    this.#where = this.#conn?.kind === "start" ? "start" : this.#timed ? "replay" : "resume";
  }

  event(at: number): void {
    const tookMs = at - this.#lastAt;
    if (this.#conn?.kind === "start") this.#pace(tookMs);
    else if (this.#timed) this.#afterResume(tookMs);
    this.#at = at;
    this.#lastAt = at;
    this.#anyEvent = true;
  }

  /** Time has passed, and the place is the same. */
  moment(at: number): void {
    this.#at = at;
  }

  end(at: number): void {
    this.#where = "end";
    this.#at = at;
  }

  /** The last event came after a gap in the ids that ends with this one. */
  gap(to: number): void {
    this.#gapsInIds.push({ to, place: this.now });
  }

  /** Where the gap was noticed in which this event is missing. */
  ofMissing(seq: number): FindingPlace | null {
    return (this.#gapsInIds.find(({ to }) => seq <= to) ?? this.#gapsInIds.at(-1))?.place ?? this.now;
  }

  /** Null before the first answer. */
  get now(): FindingPlace | null {
    if (!this.#conn) return null;
    const { c, instance } = this.#conn;
    return { where: this.#where, connection: c, cut: this.#cutsBefore, instance, at: this.#at };
  }

  #pace(tookMs: number): void {
    if (!this.#anyEvent) return;
    this.#gapsMs += tookMs;
    this.#gaps++;
  }

  #afterResume(tookMs: number): void {
    if (this.#live) {
      this.#where = "live";
      return;
    }
    const paceMs = this.#gaps === 0 ? 0 : this.#gapsMs / this.#gaps;
    // The first event waits for the server to look into its buffer, too.
    const liveMs = Math.max(atOnceMs, this.#anyEvent ? paceMs / 2 : paceMs);
    this.#live = tookMs >= liveMs;
    this.#where = this.#live ? "seam" : "replay";
  }
}
