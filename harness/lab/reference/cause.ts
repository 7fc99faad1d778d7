import { setTimeout as sleep } from "node:timers/promises";
import type { ReferenceFace } from "../../../rows/client/row.ts";
import type { Fault } from "../../faults/fault.ts";
import { createFault } from "../../faults/faults.ts";
import type { FaultSpec } from "../../plan/scenario.ts";
import type { Stage } from "../../stage/stage.ts";
import { messageOf } from "../../thrown.ts";
import type { CauseRecord } from "../history/records.ts";

/** A client that resumes later than this after a gradual rotation is refused again. In seconds. */
const tokenLifeSec = 30;

/** The fault of a face, as a scenario would name it; none where the server's settings are the cause. */
export function faultsOf({ fault }: ReferenceFace): readonly FaultSpec[] {
  return fault === undefined ? [] : [{ kind: fault, atMs: 0, options: { tokenLifeSec } }];
}

export interface CauseOptions {
  readonly face: ReferenceFace;
  readonly stage: Stage;
  readonly root: string;
  readonly signal: AbortSignal;
  readonly tell: (what: CauseRecord["what"], text: string) => void;
}

/** Puts a face's cause in place while its client is silent, and undoes it when its time has come. */
export class Cause {
  readonly #options: CauseOptions;
  readonly #fault: Fault | null;
  #ended: Promise<void> | null = null;

  constructor(options: CauseOptions) {
    this.#options = options;
    const { face, stage, root } = options;
    const instances = stage.servers.map(({ url }) => url);
    const entry = instances[0] ?? "";
    const [spec] = faultsOf(face);
    this.#fault = spec ? createFault(spec, { ...stage, instances, entry, root }) : null;
  }

  /** Resolves when the cause is there, and the silence is over. Never throws: what failed is told. */
  async happen(): Promise<void> {
    const { face, signal, tell } = this.#options;
    const silence = sleep(face.silentMs, undefined, { signal }).catch(() => {});
    try {
      const seen = await this.#fault?.start(signal);
      if (seen) tell("seen", seen.observed);
      if (face.undone === "before-the-cut") await this.#undo();
    } catch (error) {
      if (!signal.aborted) tell("failed", messageOf(error));
    }
    await silence;
  }

  /** The client was refused for the first time. */
  async refused(): Promise<void> {
    if (this.#options.face.undone === "once-refused") await this.#undo();
  }

  /** Undoes what is left, on every way out. */
  async end(): Promise<void> {
    await (this.#ended ?? this.#fault?.end().catch(() => {}));
  }

  async #undo(): Promise<void> {
    this.#ended ??= this.#fault?.end() ?? null;
    if (this.#ended === null) return;
    const { tell } = this.#options;
    await this.#ended.then(
      () => tell("undone", this.#fault?.name ?? ""),
      (error: unknown) => tell("failed", messageOf(error)),
    );
  }
}
