import { hundredths } from "../history/hundredths.ts";
import type { ConnRecord, DoneRecord, Role } from "../history/records.ts";
import { doneAfter, fruitlessAfter, intentOf, pauseMs, waitMs } from "../plan/client-policy.ts";
import type { PlannedCut, StreamPlan } from "../plan/face-plan.ts";
import type { TokenClaims } from "../protocols/event-facts.ts";
import type { RequestSpec, StreamReader } from "../protocols/stream-reader.ts";
import type { ConnectionEnd, ConnectionOwner, ConnectionPlan } from "./connection-plan.ts";
import { type FaceContext, withTrace } from "./context.ts";
import { createStream } from "./create-stream.ts";
import { Joiners, type Joining } from "./joining-clients.ts";
import { prepareProbe } from "./prepare-probe.ts";
import { readConnection } from "./read-connection.ts";
import { WitnessAndPublisher } from "./witness-and-publisher.ts";

/** What the record of a request says beside its number, time and instance. */
type Asked = Pick<ConnRecord, "kind" | "due" | "intent" | "retry" | "from" | "token" | "probe" | "must">;
type Probing = { readonly headers: Readonly<Record<string, string>>; readonly reader?: StreamReader };
type Token = { readonly raw: string; readonly claims: TokenClaims };

interface Attempt {
  readonly due: number;
  readonly intent: NonNullable<ConnRecord["intent"]>;
  readonly retry: number;
  readonly sendLastEventId: boolean;
}

/** How long a stream waits for the session that it is to live in, in milliseconds. */
const sessionMs = 5_000;

/** Follows one stream over all its connections, and records what its client decides. */
export class StreamClient implements ConnectionOwner {
  readonly #plan: StreamPlan;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  /** Only where a proof needs it. */
  readonly #company: WitnessAndPublisher | null;
  readonly #role: Role;
  readonly #joins: Joining | null;
  /** Only where the plan has second clients. */
  readonly #joiners: Joiners | null;
  #token: Token | null = null;
  #firstToken: Token | null = null;
  #connections = 0;
  #attempts = 0;
  #cutsMade = 0;
  #instance: number;
  /** What the stream's last `retry:` asked for: it holds for all later connections (HTML standard, 9.2.6). */
  #retryMs: number | null = null;

  constructor(
    plan: StreamPlan,
    face: FaceContext,
    { replaces, joins }: { readonly replaces?: number; readonly joins?: Joining } = {},
  ) {
    this.#plan = plan;
    this.#face = face;
    this.#role = plan.role;
    this.#joins = joins ?? null;
    this.#token = joins?.token ?? null;
    this.#joiners = plan.cuts.some(({ joinedWith }) => joinedWith)
      ? new Joiners(
          plan,
          face,
          () => this.#here(),
          (own, from) => new StreamClient(own, face, { joins: from }).run(),
        )
      : null;
    this.#reader = joins?.reader ?? face.protocol.createReader(plan.kind);
    const { witness, publisher } = this.#reader.route ?? {};
    this.#company = (witness || publisher) && !joins ? new WitnessAndPublisher(plan, this.#reader, face) : null;
    this.#instance = plan.s % face.instances.length;
    face.sink.write({
      k: "stream",
      s: plan.s,
      role: plan.role,
      due: face.now() > plan.dueMs ? hundredths(plan.dueMs) : face.now(),
      ...(replaces === undefined ? {} : { replaces }),
      ...(joins === undefined ? {} : { of: joins.of }),
    });
  }

  get tokens(): readonly string[] {
    return [this.#token?.raw, this.#firstToken?.raw].filter((token) => token !== undefined);
  }

  onStream(): void {
    this.#joiners?.onStream();
    this.#company?.onStream(this.#instanceUrl());
  }

  /** Resolves when those who go along with the stream are through with it too. */
  async finish(): Promise<void> {
    await this.#company?.finish(this.#instanceUrl());
    await this.#joiners?.finish();
  }

  async run(): Promise<DoneRecord["outcome"]> {
    const first = this.#joins ? await this.#comeBackAt(this.#face.now(), null) : await this.#start();
    if (!first) return this.#done(this.#interrupted() ? "aborted" : "gave-up");
    let end = first;
    let fruitless = 0;
    for (;;) {
      if (end.why === "complete") await this.#sendProbes(this.#plan.probesAtEnd ?? []);
      if (end.why === "complete" && this.#plan.afterEnd) await this.#askAfterEnd();
      fruitless = fruitlessAfter(end, fruitless);
      const done = doneAfter(end, {
        role: this.#role,
        attempts: this.#attempts,
        fruitless,
        canResume: this.#token !== null || this.#reader.route !== undefined,
        stopped: this.#interrupted(),
      });
      if (done) return this.#done(done);
      const next = await this.#comeBack(end);
      if (!next) return this.#done(this.#interrupted() ? "aborted" : "gave-up");
      end = next;
    }
  }

  async #start(): Promise<ConnectionEnd> {
    const due = hundredths(this.#plan.dueMs);
    const { route } = this.#reader;
    await this.#joinSession();
    if (route && route.steps.length > 0) {
      const conn = { s: this.#plan.s, c: this.#connections, due };
      const failed = await createStream(route, conn, this.#instanceUrl(), this.#face);
      if (this.#plan.sharesSession) this.#face.sessions.made(this.#plan.s, failed ? null : this.#reader);
      if (failed) {
        this.#connections++;
        return failed;
      }
    }
    await this.#company?.beforeOpen(this.#instanceUrl());
    const request = route?.open() ?? this.#face.protocol.start({ ...this.#plan.workload });
    return this.#connect({ kind: "start", due }, request, this.#nextCut());
  }

  /** Waits for the session of another stream, if it is to live there; without that one it makes its own. */
  async #joinSession(): Promise<void> {
    const { inSessionOf } = this.#plan;
    if (inSessionOf === undefined) return;
    const { sessions, timers } = this.#face;
    const waited = timers.sleep(sessionMs).then(() => null);
    const first = await Promise.race([sessions.of(inSessionOf), waited]);
    if (first) this.#reader.joinSession?.(first);
  }

  /** @returns the connection that was read, or null when the client was refused for good or the run has stopped */
  async #comeBack(after: ConnectionEnd): Promise<ConnectionEnd | null> {
    const cut = after.why === "cut" ? this.#lastCut() : null;
    let due = Math.max(this.#face.now() + pauseMs(cut, this.#retryMs), cut?.backAtMs ?? 0);
    if (!(await this.#sleepUntil(due))) return null;
    if (await this.#sendProbes(cut?.probes ?? [])) due = this.#face.now();
    if (cut?.otherInstance) this.#instance = (this.#instance + 1) % this.#face.instances.length;
    const sendLastEventId = cut?.sendLastEventId ?? true;
    if (cut?.withdrawFirst) await this.#resume({ due, intent: "withdrawn", retry: 0, sendLastEventId });
    this.#joiners?.comesBack(cut);
    return this.#comeBackAt(due, cut);
  }

  /** Sends the resume, again and again while the server asks for patience. */
  async #comeBackAt(due: number, cut: PlannedCut | null): Promise<ConnectionEnd | null> {
    const sendLastEventId = cut?.sendLastEventId ?? true;
    const intent = intentOf(this.#role, this.#cutsMade);
    let dueNow = due;
    for (let retry = 0; ; retry++) {
      const end = await this.#resume({ due: hundredths(dueNow), intent, retry, sendLastEventId });
      this.#face.live[end.why === "refused" ? "refused" : "answered"]++;
      if (end.why !== "refused") return end;
      const retryAfterMs = end.gone ? undefined : end.head?.retryAfterMs; // what is gone does not come back
      const wait = waitMs({ s: this.#plan.s, retryAfterMs, retry, attempts: this.#attempts }, this.#face.policy);
      if (wait === null) return null;
      dueNow = this.#face.now() + wait;
      if (!(await this.#sleepUntil(dueNow))) return null;
    }
  }

  #resume({ due, intent, retry, sendLastEventId }: Attempt): Promise<ConnectionEnd> {
    this.#attempts++;
    this.#face.live.attempts++;
    const { request, ...cursor } = this.#reader.route?.resume() ?? this.#resumeByToken(sendLastEventId);
    return this.#connect(
      { kind: "resume", due: hundredths(due), intent, retry, ...cursor },
      request,
      intent === "withdrawn" ? "before-answer" : this.#nextCut(),
    );
  }

  #here(): Joining | null {
    const reader = this.#reader.fork?.();
    return reader ? { of: this.#plan.s, reader, token: this.#token } : null;
  }

  /** It has everything: the server has nothing to send any more, and has to say so. */
  async #askAfterEnd(): Promise<void> {
    this.#attempts++;
    this.#face.live.attempts++;
    const { request, ...cursor } = this.#reader.route?.resume() ?? this.#resumeByToken(true);
    const due = this.#face.now();
    await this.#connect({ kind: "resume", due, intent: "after-end", retry: 0, ...cursor }, request, "after-end");
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
      if (this.#face.signal.aborted) break;
      if (this.#reader.route) {
        await this.#probeCursor(name);
        continue;
      }
      if (!this.#token || !this.#firstToken) break;
      const held = { s: this.#plan.s, newest: this.#token.raw, oldest: this.#firstToken };
      const lastSeq = this.#reader.lastSeq;
      const probe = prepareProbe(name, held, lastSeq, this.#face);
      if (!(await this.#sleepUntil(this.#face.now() + probe.waitMs))) break;
      this.#face.live.attempts++;
      await this.#connect({ ...probe.what, due: this.#face.now() }, probe.request, "at-stream", probe);
    }
    return names.length > 0;
  }

  /** Asks with a cursor that is not this client's, and looks at what comes. */
  async #probeCursor(name: string): Promise<void> {
    const { route } = this.#reader;
    const cursors = route?.cursors;
    const reader = this.#reader.fork?.();
    const other = name === "unknown-cursor" ? cursors?.unknown : this.#face.tokens.otherThan(this.#plan.s);
    if (!cursors || !reader || !other || other === cursors.own) return;
    this.#face.live.attempts++;
    const due = this.#face.now();
    const what = { kind: "resume", due, intent: "probe", probe: name, retry: 0 } as const;
    await this.#connect(what, cursors.resumeWith(other), "look", { headers: {}, reader });
  }

  /** No async function: one would keep the request for as long as its stream is open, for ten thousand streams. */
  #connect(what: Asked, request: RequestSpec, cut: ConnectionPlan["cut"], probe?: Probing): Promise<ConnectionEnd> {
    const face = this.#face;
    const base = this.#instanceUrl();
    const s = this.#plan.s;
    const c = this.#connections++;
    face.sink.write({ k: "conn", s, c, at: face.now(), instance: base.host, ...what });
    const own = { s, c, base, request: withTrace(request, s, String(c), face), cut, owner: this };
    if (probe) {
      const reader = probe.reader ?? face.protocol.createReader();
      const resumes = probe.reader !== undefined;
      const owner = { tokens: this.tokens };
      return readConnection({ ...own, owner, reader, resumes, headers: probe.headers }, face).finally(() =>
        reader.end?.(),
      );
    }
    const resumes = what.kind === "resume";
    const { stallMs = 0 } = this.#plan;
    return readConnection({ ...own, reader: this.#reader, resumes, stallMs }, face).then((end) =>
      this.#learn(end, cut),
    );
  }

  #learn(end: ConnectionEnd, cut: ConnectionPlan["cut"]): ConnectionEnd {
    this.#retryMs = end.retryMs ?? this.#retryMs;
    if (end.token) {
      this.#token = end.token;
      this.#firstToken ??= end.token;
      this.#face.tokens.add(this.#plan.s, end.token.raw);
    }
    if (end.why === "cut" && typeof cut !== "string" && cut !== null) this.#cutsMade++;
    const cursor = this.#plan.cuts.some(({ probes }) => probes) ? this.#reader.route?.cursors?.own : null;
    if (cursor) this.#face.tokens.add(this.#plan.s, cursor);
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

  #done(outcome: DoneRecord["outcome"]): DoneRecord["outcome"] {
    const at = this.#face.now();
    for (const verdict of this.#reader.verdicts?.() ?? []) this.#face.sink.write({ ...verdict, s: this.#plan.s, at });
    this.#reader.end?.();
    this.#face.sink.write({ k: "done", s: this.#plan.s, at: this.#face.now(), outcome });
    return outcome;
  }
}
