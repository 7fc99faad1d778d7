import type { PlannedCut, StreamPlan } from "../../plan/face-plan.ts";
import type { StreamReader } from "../../protocols/stream-reader.ts";
import type { FaceContext } from "../context.ts";
import type { Token } from "./resume-request.ts";

/** What a second client of a stream begins with: the first client's cursor, and what that client knew then. */
export interface Joining {
  /** The first client's stream. */
  readonly of: number;
  readonly reader: StreamReader;
  readonly token: Token | null;
}

/** Follows the stream for a second client. Resolves when that client has finished. */
export type RunJoiner = (plan: StreamPlan, joins: Joining) => Promise<unknown>;

/** The second clients that join a stream, as the cuts of its plan say. */
export class Joiners {
  readonly #plan: StreamPlan;
  readonly #face: FaceContext;
  readonly #here: () => Joining | null;
  readonly #run: RunJoiner;
  readonly #running: Promise<unknown>[] = [];
  /** Where the client was at its previous cut; kept only where a second client will join from there. */
  #before: Joining | null = null;
  /** Who joins once the client's resume has been answered. */
  #next: Joining | null = null;

  /** @param here where the first client is now; null where its reader has no fork */
  constructor(plan: StreamPlan, face: FaceContext, here: () => Joining | null, run: RunJoiner) {
    this.#plan = plan;
    this.#face = face;
    this.#here = here;
    this.#run = run;
  }

  /**
   * The client comes back. A second client with the same cursor joins at once; one with an older cursor joins once this client's
   * resume is answered.
   */
  comesBack(cut: PlannedCut | null): void {
    if (cut?.joinedWith === "same-cursor") this.#join(this.#here());
    else if (cut?.joinedWith === "older-cursor") this.#next = this.#before;
    if (this.#plan.cuts.some(({ joinedWith }) => joinedWith === "older-cursor")) this.#before = this.#here();
  }

  onStream(): void {
    const joins = this.#next;
    this.#next = null;
    this.#join(joins);
  }

  async finish(): Promise<void> {
    const failed = (await Promise.all(this.#running)).find((how) => how instanceof Error);
    if (failed) throw failed;
  }

  #join(joins: Joining | null): void {
    if (!joins) return;
    const { workload } = this.#plan;
    const s = this.#face.nextStream();
    const plan: StreamPlan = { s, role: "reader", dueMs: this.#face.now(), workload, cuts: [] };
    this.#running.push(this.#run(plan, joins).catch((error: unknown) => error));
  }
}
