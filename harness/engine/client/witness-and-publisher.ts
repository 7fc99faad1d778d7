import { hundredths } from "../../history/hundredths.ts";
import type { StreamPlan } from "../../plan/face-plan.ts";
import type { StreamReader } from "../../protocols/stream-reader.ts";
import { type FaceContext, withTrace } from "../context.ts";
import { ask } from "../create-stream.ts";
import { readConnection } from "../read-connection.ts";

/** How long a client waits for its witness's answer before it opens the stream itself, in milliseconds. */
const witnessAnswerMs = 2_000;

/**
 * What runs beside a stream's client so that its events can be proved: a witness, which reads the same stream and is never
 * cut, and a publisher, where the harness makes the events itself. Each ends by itself, within the face's limits.
 */
export class WitnessAndPublisher {
  readonly #plan: StreamPlan;
  readonly #reader: StreamReader;
  readonly #face: FaceContext;
  readonly #tasks: Promise<void>[] = [];
  #publishing = false;
  #witnessed = false;

  constructor(plan: StreamPlan, reader: StreamReader, face: FaceContext) {
    this.#plan = plan;
    this.#reader = reader;
    this.#face = face;
  }

  /** The stream exists and its client is about to open it. A witness that opens first misses no event of a shared stream. */
  async beforeOpen(base: URL): Promise<void> {
    const witness = this.#reader.route?.witness;
    if (witness?.when !== "alongside" || !witness.mayComeFirst) return;
    const answered = Promise.withResolvers<void>();
    this.#witnessed = true;
    this.#keep(this.#witness(base, answered.resolve).finally(answered.resolve));
    await Promise.race([answered.promise, this.#face.timers.sleep(witnessAnswerMs)]);
  }

  /** The client's stream is open. */
  onStream(base: URL): void {
    const { publisher, witness } = this.#reader.route ?? {};
    if (publisher && !this.#publishing) {
      this.#publishing = true;
      this.#keep(this.#publish(publisher, base));
    }
    if (witness?.when === "alongside" && !this.#witnessed) {
      this.#witnessed = true;
      this.#keep(this.#witness(base));
    }
  }

  /** The client has finished with the stream. Resolves when its witness and publisher have too. */
  async finish(base: URL): Promise<void> {
    if (this.#reader.route?.witness?.when === "again" && !this.#face.signal.aborted) await this.#witness(base);
    await Promise.all(this.#tasks);
  }

  #keep(task: Promise<void>): void {
    task.catch(() => {}); // thrown by `finish`, once the client is done: until then node would end the process for it
    this.#tasks.push(task);
  }

  async #witness(base: URL, onStream?: () => void): Promise<void> {
    const witness = this.#reader.route?.witness;
    if (!witness) return;
    const face = this.#face;
    const s = face.nextStream();
    const due = face.now();
    const reader = witness.reader();
    face.sink.write({ k: "stream", s, role: "witness", due, of: this.#plan.s });
    face.sink.write({ k: "conn", s, c: 0, at: due, kind: "start", due, instance: base.host });
    const request = withTrace(witness.open(), s, "0", face);
    const owner = { tokens: [], ...(onStream ? { onStream } : {}) };
    const end = await readConnection({ s, c: 0, base, request, reader, cut: null, owner }, face);
    reader.end?.();
    const complete = end.why === "complete";
    if (!complete) this.#unproved("witness", `its witness did not reach the end (${end.why})`);
    face.sink.write({ k: "done", s, at: face.now(), outcome: complete ? "complete" : "gave-up" });
  }

  async #publish(publisher: NonNullable<NonNullable<StreamReader["route"]>["publisher"]>, base: URL): Promise<void> {
    const { events, interval_ms: intervalMs, event_bytes: bytes } = this.#plan.workload;
    const face = this.#face;
    const from = face.now();
    let n = 0;
    for (const request of publisher.requests(events, bytes)) {
      if (!(await face.timers.sleep(Math.max(0, from + n++ * intervalMs - face.now())))) return;
      const { head, ended } = await ask(request, base, face);
      if (head !== null && head.status >= 200 && head.status < 300) continue;
      const answer = head === null ? (ended.error ?? "no answer") : `the answer ${head.status}`;
      return this.#unproved("publisher", `publishing event ${n - 1} got ${answer}`);
    }
  }

  #unproved(proof: string, why: string): void {
    if (this.#face.signal.aborted) return;
    this.#face.sink.write({ k: "unproved", s: this.#plan.s, at: hundredths(this.#face.now()), proof, why });
  }
}
