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
  /** Answers to attempts, by name. */
  readonly answers: Map<string, number>;
  /** Coarse histograms, only in seconds with a time, because a long face has many seconds. */
  reconnect: Latency | null;
  latency: Latency | null;
}

interface KeptAttempt {
  readonly at: number;
  readonly eligible: boolean;
  readonly success: boolean;
  readonly symptom: boolean;
  readonly refused: boolean;
}

interface Attempt extends KeptAttempt {
  readonly answer: string;
}

/** The most attempts that are kept one by one, for phases. A face with a fault has far fewer. */
const keptAttempts = 500_000;
/** Two days. A later time is from a damaged record, and must not make endless rows. */
const lastSecond = 172_800;

/** Collects one face's times and counts while its history is read. It is the observer of the checker. */
export class FaceMeasure {
  readonly reconnect = new Latency();
  readonly latency = new Latency();
  readonly seconds = new Map<number, Second>();
  readonly attempts: KeptAttempt[] = [];

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
    second.answers.set(attempt.answer, (second.answers.get(attempt.answer) ?? 0) + 1);
    const { answer: _answer, ...kept } = attempt;
    if (this.attempts.length < keptAttempts) this.attempts.push(kept);
  }

  reconnected(ms: number, at: number): void {
    this.reconnect.add(ms);
    const second = this.#second(at);
    second.reconnect ??= new Latency(1);
    second.reconnect.add(ms);
  }

  firstEvent(ms: number, at: number): void {
    this.latency.add(ms);
    const second = this.#second(at);
    second.latency ??= new Latency(1);
    second.latency.add(ms);
  }

  #second(at: number): Second {
    const number = Math.min(lastSecond, Math.max(0, Math.floor(at / 1_000)));
    let second = this.seconds.get(number);
    if (!second) {
      second = newSecond();
      this.seconds.set(number, second);
    }
    return second;
  }
}

function newSecond(): Second {
  const counts = { arrivals: 0, ended: 0, events: 0, attempts: 0, eligible: 0, successes: 0, refused: 0 };
  return { ...counts, answers: new Map(), reconnect: null, latency: null };
}
