import type { ReferenceFace } from "../../../rows/client/row.ts";
import { type Stage as ServerStage, setStage } from "../../stage/stage.ts";
import type { CauseRecord } from "../history/records.ts";
import { Cause, faultsOf } from "./cause.ts";
import type { Reference } from "./find-reference.ts";

export interface ServerOptions {
  readonly face: ReferenceFace;
  readonly reference: Exclude<Reference, string>;
  /** Where the servers' output goes: the beginning of a file's name. */
  readonly logPrefix: string;
  readonly signal: AbortSignal;
  readonly tell: (what: CauseRecord["what"], text: string) => void;
}

/** The reference server behind one row, and what happens to it while its client is away. */
export class ServerBehind {
  readonly #options: ServerOptions;
  #server: Promise<ServerStage> | null = null;
  #cause: Cause | null = null;
  /** Begins behind the last event before the cut; what comes meanwhile waits for its end. */
  #absence: Promise<void> | null = null;
  #wasRefused = false;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** The client has been away, or is. */
  get wasAway(): boolean {
    return this.#absence !== null;
  }

  /** Resolves when the server can be asked. It is started once. */
  started(): Promise<ServerStage> {
    const { face, reference, logPrefix, signal, tell } = this.#options;
    const { server, second } = face;
    this.#server ??= setStage({
      root: reference.root,
      provider: reference.provider,
      face: {
        server,
        ...(second ? { instances: 2, perInstance: [server, second] } : {}),
        faults: faultsOf(face),
        client: { retries: 0, startAnew: false },
      },
      logPrefix,
      onLog: () => {},
      onTrouble: (text) => tell("failed", text),
      signal,
    });
    return this.#server;
  }

  /** The instance that answers now. Resolves when the client's absence is over. */
  async entry(): Promise<URL> {
    const { entries } = await this.started();
    await this.#absence;
    return (this.wasAway ? entries.at(-1) : entries[0]) as URL;
  }

  /** Lets the cause happen, once. It goes on when the client leaves meanwhile. */
  async away(left: AbortSignal): Promise<void> {
    if (this.#absence !== null) return;
    const { face, reference, signal, tell } = this.#options;
    const stage = await this.started();
    this.#cause = new Cause({ face, stage, root: reference.root, signal, tell });
    this.#absence = this.#cause.happen();
    const { promise, resolve } = Promise.withResolvers<void>();
    left.addEventListener("abort", () => resolve(), { once: true });
    await Promise.race([this.#absence, promise]);
  }

  /** The client was refused. The first time behind its absence may undo the cause. */
  async refused(): Promise<void> {
    if (!this.wasAway || this.#wasRefused) return;
    this.#wasRefused = true;
    await this.#cause?.refused();
  }

  /** Undoes and ends everything, on every way out. */
  async dispose(): Promise<void> {
    await this.#cause?.end();
    await this.#server?.then(
      (server) => server.dispose(),
      () => {}, // it has disposed of itself
    );
  }
}
