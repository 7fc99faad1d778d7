import { hundredths } from "../../history/hundredths.ts";
import type { ConnRecord, DoneRecord, Role } from "../../history/records.ts";
import { doneAfter, fruitlessAfter, intentOf, pauseMs, waitMs } from "../../plan/client-policy.ts";
import type { PlannedCut, StreamPlan } from "../../plan/face-plan.ts";
import type { RequestSpec, StreamReader, StreamRoute } from "../../protocols/stream-reader.ts";
import type { ConnectionEnd, ConnectionOwner, ConnectionPlan } from "../connection-plan.ts";
import type { FaceContext } from "../context.ts";
import { createStream } from "../create-stream.ts";
import { FaceDeadline } from "../http/exchange.ts";
import { type Asked, ClientConnections } from "./client-connections.ts";
import { sendProbes } from "./client-probes.ts";
import { joinSession } from "./join-session.ts";
import { Joiners, type Joining } from "./joining-clients.ts";
import { resumeRequest, type Token } from "./resume-request.ts";
import { WitnessAndPublisher } from "./witness-and-publisher.ts";

interface Attempt {
  readonly due: number;
  readonly intent: NonNullable<ConnRecord["intent"]>;
  readonly retry: number;
  readonly sendLastEventId: boolean;
}

/** Follows one stream over all its connections, and records what its client decides. */
export class StreamClient implements ConnectionOwner {
  readonly #plan: StreamPlan;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  readonly #connections: ClientConnections;
  /** Null unless a proof needs it. */
  readonly #witnessAndPublisher: WitnessAndPublisher | null;
  readonly #role: Role;
  readonly #joins: Joining | null;
  /** Null unless the plan has second clients. */
  readonly #joiners: Joiners | null;
  #token: Token | null = null;
  #firstToken: Token | null = null;
  /** False once the requests that make its stream have failed. */
  #exists = true;
  #attempts = 0;
  /** The server has closed the stream for now, and the pause that it wants is not over. */
  #waitsToGoOn = false;
  #cutsMade = 0;
  /** What the stream's last `retry:` asked for, in milliseconds. It holds for all later connections (HTML standard, 9.2.6). */
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
          () => this.#pointToJoin(),
          (own, from) => new StreamClient(own, face, { joins: from }).run(),
        )
      : null;
    this.#reader = joins?.reader ?? face.protocol.createReader(plan.kind);
    const { witness, publisher } = this.#reader.route ?? {};
    this.#witnessAndPublisher =
      (witness || publisher) && !joins ? new WitnessAndPublisher(plan, this.#reader, face) : null;
    this.#connections = new ClientConnections(plan, face, this.#reader, this);
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
    this.#witnessAndPublisher?.onStream(this.#connections.instanceUrl);
  }

  /** Resolves when the stream's witness, publisher and second clients have finished too. */
  async finish(): Promise<void> {
    await this.#witnessAndPublisher?.finish(this.#connections.instanceUrl);
    await this.#joiners?.finish();
  }

  async run(): Promise<DoneRecord["outcome"]> {
    const first = this.#joins ? await this.#comeBackAt(this.#face.now(), null) : await this.#start();
    if (!first) return this.#done(this.#interrupted() ? "aborted" : "gave-up");
    let end = first;
    let fruitless = 0;
    for (;;) {
      if (end.why === "complete") await this.#sendProbes(this.#plan.probesAtEnd ?? []);
      // It has everything: the server has nothing to send any more, and has to say so.
      if (end.why === "complete" && this.#plan.afterEnd)
        await this.#resume({ due: this.#face.now(), intent: "after-end", retry: 0, sendLastEventId: true });
      fruitless = fruitlessAfter(end, fruitless);
      const done = doneAfter(end, {
        role: this.#role,
        attempts: this.#attempts,
        fruitless,
        canResume: this.#token !== null || (this.#reader.route !== undefined && this.#exists),
        stopped: this.#interrupted(),
      });
      if (done) return this.#done(done);
      const next = await this.#comeBack(end);
      if (!next) return this.#done(this.#interrupted() && !this.#wasLeftWaiting ? "aborted" : "gave-up");
      end = next;
    }
  }

  async #start(): Promise<ConnectionEnd> {
    const due = hundredths(this.#plan.dueMs);
    const begunAt = this.#face.now();
    const { route } = this.#reader;
    await joinSession(this.#plan, this.#reader, this.#face);
    if (route && route.steps.length > 0) {
      const conn = { s: this.#plan.s, c: this.#connections.next, due };
      const failed = await createStream(route, conn, this.#connections.instanceUrl, this.#face);
      if (this.#plan.sharesSession) this.#face.sessions.made(this.#plan.s, failed ? null : this.#reader);
      if (failed) {
        this.#exists = false;
        this.#connections.next++;
        return failed;
      }
    }
    await this.#witnessAndPublisher?.beforeOpen(this.#connections.instanceUrl);
    const request = route?.open() ?? this.#face.protocol.start({ ...this.#plan.workload });
    // The time for earlier requests is the target's, and no delay of the load generator's.
    const preparedMs = this.#asksBefore(route) ? this.#face.now() - begunAt : 0;
    return this.#connect({ kind: "start", due: hundredths(due + preparedMs) }, request, this.#nextCut());
  }

  /** Whether something has to be asked or opened before the stream. */
  #asksBefore(route: StreamRoute | undefined): boolean {
    if (!route) return false;
    return route.steps.length > 0 || this.#plan.inSessionOf !== undefined || route.witness?.mayComeFirst === true;
  }

  /** @returns the connection that was read, or null when the client was refused for good or the run has stopped */
  async #comeBack(after: ConnectionEnd): Promise<ConnectionEnd | null> {
    const cut = after.why === "cut" ? this.#lastCut() : null;
    if (after.resumable) this.#attempts--; // the protocol itself wants the next one
    let due = Math.max(this.#face.now() + pauseMs(cut, this.#retryMs, after), cut?.backAtMs ?? 0);
    this.#waitsToGoOn = after.resumable === true;
    if (!(await this.#sleepUntil(due))) return null;
    this.#waitsToGoOn = false;
    if (cut?.probes && (await this.#sendProbes(cut.probes))) due = this.#face.now();
    if (cut?.otherInstance) this.#connections.toNextInstance();
    const sendLastEventId = cut?.sendLastEventId ?? true;
    if (cut?.withdrawFirst) await this.#resume({ due, intent: "withdrawn", retry: 0, sendLastEventId });
    this.#joiners?.comesBack(cut);
    return this.#comeBackAt(due, cut);
  }

  /** Sends the resume, and sends it again while the server asks the client to wait. */
  async #comeBackAt(due: number, cut: PlannedCut | null): Promise<ConnectionEnd | null> {
    const sendLastEventId = cut?.sendLastEventId ?? true;
    const intent = intentOf(this.#role, this.#cutsMade);
    let dueNow = due;
    for (let retry = 0; ; retry++) {
      const end = await this.#resume({ due: hundredths(dueNow), intent, retry, sendLastEventId });
      this.#face.live[end.why === "refused" ? "refused" : "answered"]++;
      if (end.why !== "refused") return end;
      const retryAfterMs = end.gone ? undefined : end.head?.retryAfterMs; // events that are gone do not come back
      const wait = waitMs({ s: this.#plan.s, retryAfterMs, retry, attempts: this.#attempts }, this.#face.policy);
      if (wait === null) return null;
      dueNow = this.#face.now() + wait;
      if (!(await this.#sleepUntil(dueNow))) return null;
    }
  }

  #resume({ due, intent, retry, sendLastEventId }: Attempt): Promise<ConnectionEnd> {
    this.#attempts++;
    this.#face.live.attempts++;
    const { protocol } = this.#face;
    const { request, ...cursor } = resumeRequest(this.#reader, this.#token, { protocol, sendLastEventId });
    const cut = intent === "withdrawn" ? "before-answer" : intent === "after-end" ? "after-end" : this.#nextCut();
    return this.#connect({ kind: "resume", due: hundredths(due), intent, retry, ...cursor }, request, cut);
  }

  #pointToJoin(): Joining | null {
    const reader = this.#reader.fork?.();
    return reader ? { of: this.#plan.s, reader, token: this.#token } : null;
  }

  /** Sends requests that are not the client's own. @returns whether there were any */
  async #sendProbes(names: readonly string[]): Promise<boolean> {
    const { s } = this.#plan;
    const held = this.#token && this.#firstToken && { s, newest: this.#token.raw, oldest: this.#firstToken };
    await sendProbes(names, { s, reader: this.#reader, connections: this.#connections, held }, this.#face);
    return names.length > 0;
  }

  /** Not an async function, as `ClientConnections.open`. */
  #connect(what: Asked, request: RequestSpec, cut: ConnectionPlan["cut"]): Promise<ConnectionEnd> {
    return this.#connections.open(what, request, cut).then((end) => this.#learn(end, cut));
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

  #interrupted(): boolean {
    return this.#face.signal.aborted;
  }

  /** The face's time is over while a stream that its server closed for now waits to go on: it counts as one that is still open then. */
  get #wasLeftWaiting(): boolean {
    return this.#waitsToGoOn && this.#face.signal.reason instanceof FaceDeadline;
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
