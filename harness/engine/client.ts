import { hundredths } from "../history/hundredths.ts";
import type { ConnRecord, DoneRecord, Role } from "../history/records.ts";
import type { PlannedCut, StreamPlan } from "../plan/face-plan.ts";
import { ModuleFault } from "../protocols/guarded.ts";
import type { StreamReader, TokenClaims } from "../protocols/protocol.ts";
import { StreamCompany } from "./company.ts";
import { type FaceContext, withTrace } from "./context.ts";
import { createStream } from "./create-stream.ts";
import { prepareProbe } from "./probes.ts";
import { type ConnectionEnd, readConnection } from "./read-connection.ts";

/** Connections in a row that bring nothing before a client gives its stream up. */
const fruitlessLimit = 5;
/** Attempts for one stream in all: no server can keep a client busy for ever. */
const attemptLimit = 60;
/** Pause before a client comes back after a cut that nobody planned, in milliseconds. */
const unplannedPauseMs = 200;

interface Attempt {
  readonly due: number;
  readonly intent: NonNullable<ConnRecord["intent"]>;
  readonly retry: number;
  readonly sendLastEventId: boolean;
}

/**
 * One client's way through one stream: start, read, be cut, come back, read on, until the last event or a refusal for good.
 *
 * A client that may start anew does so once, as a stream of role `restart`, and follows it to its end.
 */
export async function runClient(plan: StreamPlan, face: FaceContext): Promise<void> {
  face.live.started++;
  face.live.open++;
  try {
    const refused = await new StreamClient(plan, face).run();
    if (!refused || !face.policy.startAnew || plan.role === "restart") return;
    const again: StreamPlan = { ...plan, s: face.nextStream(), role: "restart", dueMs: face.now(), cuts: [] };
    await new StreamClient(again, face, plan.s).run();
  } catch (error) {
    if (!(error instanceof ModuleFault)) throw error;
    noteOnce(face, error.message);
  } finally {
    face.live.open--;
    face.live.done++;
  }
}

const noted = new WeakMap<FaceContext, Set<string>>();

/** A user's module failed where a stream was to be opened: nothing good can be said of the face, and what was recorded is kept. */
function noteOnce(face: FaceContext, text: string): void {
  const before = noted.get(face) ?? new Set();
  noted.set(face, before);
  if (before.has(text)) return;
  before.add(text);
  face.sink.write({ k: "note", at: face.now(), level: "error", code: "BAD_DESCRIPTION", text });
}

class StreamClient {
  readonly #plan: StreamPlan;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  readonly #company: StreamCompany;
  readonly #role: Role;
  #token: { readonly raw: string; readonly claims: TokenClaims } | null = null;
  #firstToken: { readonly raw: string; readonly claims: TokenClaims } | null = null;
  #connections = 0;
  #attempts = 0;
  #cutsMade = 0;
  #instance: number;

  constructor(plan: StreamPlan, face: FaceContext, replaces?: number) {
    this.#plan = plan;
    this.#face = face;
    this.#role = plan.role;
    this.#reader = face.protocol.createReader();
    this.#company = new StreamCompany(plan, this.#reader, face);
    this.#instance = plan.s % face.instances.length;
    face.sink.write({
      k: "stream",
      s: plan.s,
      role: plan.role,
      due: face.now() > plan.dueMs ? hundredths(plan.dueMs) : face.now(),
      ...(replaces === undefined ? {} : { replaces }),
    });
  }

  /** @returns true when the stream could not be resumed, so that its client may start a new one */
  async run(): Promise<boolean> {
    const mayStartAnew = await this.#follow();
    await this.#company.finish(this.#instanceUrl());
    return mayStartAnew;
  }

  async #follow(): Promise<boolean> {
    let end = await this.#start();
    let fruitless = 0;
    for (;;) {
      if (end.why === "complete") {
        await this.#sendProbes(this.#plan.probesAtEnd ?? []);
        return this.#done(end.head?.partial ? "partial" : "complete");
      }
      if (this.#face.signal.aborted) return this.#done(end.why === "aborted" ? "aborted" : "gave-up");
      if (this.#role === "orphan") return this.#done("orphaned");
      if (end.why === "refused" || !(this.#token || this.#reader.route)) return this.#done("gave-up");
      fruitless = end.delivered > 0 || end.why === "cut" ? 0 : fruitless + 1;
      if (fruitless >= fruitlessLimit || this.#attempts >= attemptLimit) return this.#done("gave-up");
      const next = await this.#comeBack(end);
      if (!next) return this.#done(this.#interrupted() ? "aborted" : "gave-up");
      end = next;
    }
  }

  async #start(): Promise<ConnectionEnd> {
    const due = hundredths(this.#plan.dueMs);
    const { route } = this.#reader;
    if (route && route.steps.length > 0) {
      const conn = { s: this.#plan.s, c: this.#connections, due };
      const failed = await createStream(route, conn, this.#instanceUrl(), this.#face);
      if (failed) {
        this.#connections++;
        return failed;
      }
    }
    await this.#company.beforeOpen(this.#instanceUrl());
    const request = route?.open() ?? this.#face.protocol.start({ ...this.#plan.workload });
    return this.#connect({ kind: "start", due }, request, this.#nextCut());
  }

  /** @returns the connection that was read, or null when the client was refused for good or the run has stopped */
  async #comeBack(after: ConnectionEnd): Promise<ConnectionEnd | null> {
    const cut = after.why === "cut" ? this.#lastCut() : null;
    let due = this.#face.now() + (cut?.awayMs ?? unplannedPauseMs);
    if (!(await this.#sleepUntil(due))) return null;
    if (await this.#sendProbes(cut?.probes ?? [])) due = this.#face.now();
    if (cut?.otherInstance) this.#instance = (this.#instance + 1) % this.#face.instances.length;
    const sendLastEventId = cut?.sendLastEventId ?? true;
    if (cut?.withdrawFirst) await this.#resume({ due, intent: "withdrawn", retry: 0, sendLastEventId });
    const intent = this.#role === "late" && this.#cutsMade === 1 ? "late" : "return";

    let dueNow = due;
    for (let retry = 0; ; retry++) {
      const end = await this.#resume({ due: hundredths(dueNow), intent, retry, sendLastEventId });
      if (end.why !== "refused") return end;
      const wait = end.head?.retryAfterMs;
      if (wait === undefined || retry >= this.#face.policy.retries || this.#attempts >= attemptLimit) return null;
      dueNow = this.#face.now() + wait + ((this.#plan.s * 37) % 250); // spread: all were told the same wait
      if (!(await this.#sleepUntil(dueNow))) return null;
    }
  }

  async #resume({ due, intent, retry, sendLastEventId }: Attempt): Promise<ConnectionEnd> {
    this.#attempts++;
    this.#face.live.attempts++;
    const { request, ...cursor } = this.#reader.route?.resume() ?? this.#resumeByToken(sendLastEventId);
    const end = await this.#connect(
      { kind: "resume", due: hundredths(due), intent, retry, ...cursor },
      request,
      intent === "withdrawn" ? "before-answer" : this.#nextCut(),
    );
    if (intent !== "withdrawn") this.#face.live[end.why === "refused" ? "refused" : "answered"]++;
    return end;
  }

  #resumeByToken(sendLastEventId: boolean) {
    const token = this.#token;
    if (!token) throw new Error("A client without a token cannot resume.");
    const lastSeq = this.#reader.lastSeq;
    const lastEventId = sendLastEventId && lastSeq >= 0 ? lastSeq : null;
    const request = this.#face.protocol.resume({ token: token.raw, lastEventId });
    return { request, from: lastEventId ?? -1, token: token.claims };
  }

  /** Sends requests that must be refused, one after the other. @returns whether there were any */
  async #sendProbes(names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      if (!this.#token || !this.#firstToken || this.#face.signal.aborted) break;
      const held = { s: this.#plan.s, newest: this.#token.raw, oldest: this.#firstToken };
      const lastSeq = this.#reader.lastSeq;
      const probe = prepareProbe(name, held, lastSeq, this.#face);
      if (!(await this.#sleepUntil(this.#face.now() + probe.waitMs))) break;
      this.#face.live.attempts++;
      await this.#connect({ ...probe.what, due: this.#face.now() }, probe.request, "at-stream", probe);
    }
    return names.length > 0;
  }

  async #connect(
    what: Pick<ConnRecord, "kind" | "due" | "intent" | "retry" | "from" | "token" | "probe" | "must">,
    request: ReturnType<FaceContext["protocol"]["start"]>,
    cut: PlannedCut | "before-answer" | "at-stream" | null,
    probe?: { readonly headers: Readonly<Record<string, string>> },
  ): Promise<ConnectionEnd> {
    const face = this.#face;
    const base = this.#instanceUrl();
    const s = this.#plan.s;
    const c = this.#connections++;
    face.sink.write({ k: "conn", s, c, at: face.now(), instance: base.host, ...what });
    const tokens = [this.#token?.raw, this.#firstToken?.raw].filter((token) => token !== undefined);
    const own = { s, c, base, request: withTrace(request, s, String(c), face), cut, tokens };
    if (probe) {
      const reader = face.protocol.createReader();
      const end = await readConnection({ ...own, reader, headers: probe.headers }, face);
      reader.end?.();
      return end;
    }
    const onStream = () => this.#company.onStream(base);
    const end = await readConnection({ ...own, reader: this.#reader, onStream }, face);
    if (end.token) {
      this.#token = end.token;
      this.#firstToken ??= end.token;
      face.tokens.add(s, end.token.raw);
    }
    if (end.why === "cut" && typeof cut !== "string" && cut !== null) this.#cutsMade++;
    return end;
  }

  #nextCut(): PlannedCut | "before-answer" | null {
    const cut = this.#plan.cuts[this.#cutsMade] ?? null;
    return cut && cut.afterIndex < 0 ? "before-answer" : cut;
  }

  #lastCut(): PlannedCut | null {
    return this.#plan.cuts[this.#cutsMade - 1] ?? null;
  }

  #instanceUrl(): URL {
    return this.#face.instances[this.#instance % this.#face.instances.length] as URL;
  }

  #interrupted(): boolean {
    return this.#face.signal.aborted;
  }

  #sleepUntil(at: number): Promise<boolean> {
    return this.#face.timers.sleep(Math.max(0, at - this.#face.now()));
  }

  /** @returns whether the client may start anew */
  #done(outcome: DoneRecord["outcome"]): boolean {
    const at = this.#face.now();
    for (const verdict of this.#reader.verdicts?.() ?? []) this.#face.sink.write({ ...verdict, s: this.#plan.s, at });
    this.#reader.end?.();
    this.#face.sink.write({ k: "done", s: this.#plan.s, at: this.#face.now(), outcome });
    return outcome === "gave-up" && !this.#face.signal.aborted;
  }
}
