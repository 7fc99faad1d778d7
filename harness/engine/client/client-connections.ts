import type { ConnRecord } from "../../history/records.ts";
import type { StreamPlan } from "../../plan/face-plan.ts";
import type { RequestSpec, StreamReader } from "../../protocols/stream-reader.ts";
import type { ConnectionEnd, ConnectionOwner, ConnectionPlan } from "../connection-plan.ts";
import { type FaceContext, withTrace } from "../context.ts";
import { readConnection } from "../read-connection.ts";

/** What the record of a request says beside its number, time and instance. */
export type Asked = Pick<ConnRecord, "kind" | "due" | "intent" | "retry" | "from" | "token" | "probe" | "must">;

/** The connections of one client: numbers them, records each request, and reads what is answered. */
export class ClientConnections {
  readonly #plan: StreamPlan;
  readonly #face: FaceContext;
  readonly #reader: StreamReader;
  readonly #owner: ConnectionOwner;
  #instance: number;
  /** The number of the next connection. */
  next = 0;

  constructor(plan: StreamPlan, face: FaceContext, reader: StreamReader, owner: ConnectionOwner) {
    this.#plan = plan;
    this.#face = face;
    this.#reader = reader;
    this.#owner = owner;
    this.#instance = plan.s % face.instances.length;
  }

  /** The base URL of the instance that the client talks to. */
  get instanceUrl(): URL {
    return this.#face.instances[this.#instance % this.#face.instances.length] as URL;
  }

  toNextInstance(): void {
    this.#instance = (this.#instance + 1) % this.#face.instances.length;
  }

  /**
   * Sends a request of the client's own and reads its stream with the client's reader.
   *
   * Not an async function: one would keep the request for as long as its stream is open, for ten thousand streams.
   */
  open(what: Asked, request: RequestSpec, cut: ConnectionPlan["cut"]): Promise<ConnectionEnd> {
    const { stallMs = 0, workload } = this.#plan;
    const pace = { stallMs, intervalMs: workload.interval_ms };
    const own = this.#sent(what, request);
    const resumes = what.kind === "resume";
    return readConnection({ ...own, ...pace, cut, owner: this.#owner, reader: this.#reader, resumes }, this.#face);
  }

  /**
   * Sends a request that is not the client's own, such as a probe, and reads what is answered with a reader of its own. Nothing
   * that comes is the client's.
   *
   * @param beside `reader`: absent for a request that must be refused, whose answer is not the stream that the client reads
   */
  async openBeside(
    what: Asked,
    request: RequestSpec,
    cut: ConnectionPlan["cut"],
    beside: { readonly headers: Readonly<Record<string, string>>; readonly reader?: StreamReader },
  ): Promise<void> {
    const reader = beside.reader ?? this.#face.protocol.createReader();
    const resumes = beside.reader !== undefined;
    const owner = { tokens: this.#owner.tokens };
    const own = this.#sent(what, request);
    try {
      await readConnection({ ...own, cut, owner, reader, resumes, headers: beside.headers }, this.#face);
    } finally {
      reader.end?.();
    }
  }

  /** Numbers and records a request that is sent now. */
  #sent(what: Asked, request: RequestSpec): Pick<ConnectionPlan, "s" | "c" | "base" | "request"> {
    const face = this.#face;
    const base = this.instanceUrl;
    const { s } = this.#plan;
    const c = this.next++;
    face.sink.write({ k: "conn", s, c, at: face.now(), instance: base.host, ...what });
    return { s, c, base, request: withTrace(request, s, String(c), face) };
  }
}
