import { Latency } from "./latency.ts";

/** One second of a face. */
export interface Second {
  arrivals: number;
  ended: number;
  events: number;
  attempts: number;
  eligible: number;
  successes: number;
  refused: number;
}

interface Attempt {
  readonly at: number;
  readonly eligible: boolean;
  readonly success: boolean;
  readonly symptom: boolean;
  readonly refused: boolean;
}

/** Attempts that are kept one by one, for phases: a face with a fault is bounded far below it. */
const keptAttempts = 500_000;

/** Gathers one face's times and counts while its history is read (it is the checker's observer). */
export class FaceMeasure {
  readonly reconnect = new Latency();
  readonly latency = new Latency();
  readonly seconds = new Map<number, Second>();
  readonly attempts: Attempt[] = [];

  streamOpened(at: number): void {
    this.#second(at).arrivals++;
  }

  streamEnded(at: number): void {
    this.#second(at).ended++;
  }

  events(at: readonly number[]): void {
    let second: Second | null = null;
    let until = 0;
    for (const each of at) {
      if (second === null || each >= until || each < until - 1_000) {
        second = this.#second(each);
        until = (Math.floor(each / 1_000) + 1) * 1_000;
      }
      second.events++;
    }
  }

  attempt(attempt: Attempt): void {
    const second = this.#second(attempt.at);
    second.attempts++;
    if (attempt.eligible) second.eligible++;
    if (attempt.success) second.successes++;
    if (attempt.refused) second.refused++;
    if (this.attempts.length < keptAttempts) this.attempts.push(attempt);
  }

  reconnected(ms: number): void {
    this.reconnect.add(ms);
  }

  firstEvent(ms: number): void {
    this.latency.add(ms);
  }

  #second(at: number): Second {
    const number = Math.max(0, Math.floor(at / 1_000));
    let second = this.seconds.get(number);
    if (!second) {
      second = { arrivals: 0, ended: 0, events: 0, attempts: 0, eligible: 0, successes: 0, refused: 0 };
      this.seconds.set(number, second);
    }
    return second;
  }
}
