import type { IncomingHttpHeaders } from "node:http";
import type { CutHow } from "../../history/records.ts";
import { messageOf } from "../../thrown.ts";
import { type FaceTimers, never, type Timed } from "../face-timers.ts";
import { type DecodedBody, decodedBody } from "./decoded-body.ts";
import {
  abortEnd,
  type Exchange,
  type ExchangeEnd,
  type ExchangeHandlers,
  type ExchangeLimits,
  type ExchangeOptions,
  lateAnswer,
  silence,
} from "./exchange.ts";

/** What all exchanges do alike, whatever carries them: they keep their limits, obey their client, and end once. */
export abstract class LimitedExchange implements Exchange, Timed {
  readonly ended: Promise<ExchangeEnd>;
  limitAt: number;
  protected readonly timers: FaceTimers;
  protected readonly limits: ExchangeLimits;
  protected readonly handlers: ExchangeHandlers;
  /** Only where the answer has a Content-Encoding. */
  protected body: DecodedBody | null = null;
  protected hasAnswered = false;
  protected isOver = false;
  #resolve: ((end: ExchangeEnd | Promise<ExchangeEnd>) => void) | null = null;

  constructor({ timers, limits }: ExchangeOptions, handlers: ExchangeHandlers) {
    this.timers = timers;
    this.limits = limits;
    this.handlers = handlers;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.limitAt = timers.in(limits.answerMs);
    timers.add(this);
  }

  cut(how?: CutHow): void {
    this.body?.stop();
    this.finish({ why: "cut" }, how);
  }

  pause(): void {
    this.limitAt = never;
    this.pauseReading();
  }

  resume(): void {
    if (this.isOver) return;
    this.limitAt = this.timers.in(this.limits.idleMs);
    this.timers.move(this);
    this.resumeReading();
  }

  expire(error: string): void {
    this.finish({ why: "timeout", error });
  }

  onLimit(): void {
    this.finish(this.hasAnswered ? silence(this.limits) : lateAnswer(this.limits));
  }

  onStop(): void {
    this.finish(abortEnd(this.timers.signal));
  }

  /** The answer's head came. */
  protected answered(status: number, headers: IncomingHttpHeaders): void {
    this.hasAnswered = true;
    this.limitAt = this.timers.in(this.limits.idleMs);
    this.timers.move(this);
    this.body = decodedBody(headers, this.handlers, () => this.finish({ why: "cut" }));
    try {
      this.handlers.onAnswer(status, headers);
    } catch (error) {
      return this.fail(messageOf(error)); // a protocol of the user's own may throw; node's events would end the process for it
    }
    this.body?.start();
  }

  protected fail(error: string): void {
    this.finish({ why: "error", error });
  }

  /** The connection is gone, and its answer was not complete. */
  protected failAsLost(): void {
    this.fail(this.hasAnswered ? "connection lost" : "connection closed without an answer");
  }

  protected finish(how: ExchangeEnd, lost?: CutHow): void {
    const resolve = this.#resolve;
    if (resolve === null) return;
    this.#resolve = null;
    this.isOver = true;
    this.timers.delete(this);
    this.letGo(lost);
    resolve(this.body === null ? how : this.body.end(how));
  }

  /** Ends the connection as the plan wants (`lost`), or closes it as usual. It must call no handler afterwards. */
  protected abstract letGo(lost: CutHow | undefined): void;
  protected abstract pauseReading(): void;
  protected abstract resumeReading(): void;
}
