import type { ClearRefusal, WorkloadKind } from "../history/terms.ts";

/** Which rows can be made of a protocol's streams (docs/rows.md). */
export interface Abilities {
  /** Why a client cannot say where it stopped; null where it can. */
  readonly noCursor: string | null;
  /** Its streams end by themselves. False: the client leaves after so many events. */
  readonly ends: boolean;
  /** A proof recognizes an event of another stream. */
  readonly seesForeign: boolean;
  /** How its servers say that what a client wants is gone. */
  readonly clearRefusal: ClearRefusal;
  /** The kinds of workload that a stream can be asked for. */
  readonly workloads: readonly WorkloadKind[];
  /** Whether probes of cursors can be made (`CursorRequests`, or `Protocol.probes`). */
  readonly probesCursors: boolean;
  /** Whether a second client can join a stream (`StreamReader.fork`). */
  readonly joins: boolean;
  /** Rows for which its specification does not say how a server answers. */
  readonly leavesOpen?: readonly string[];
  /** The harness publishes its events. */
  readonly publishes?: true;
  /** A server may turn a second reader of a stream away. */
  readonly oneReader?: true;
  /** Several streams can live in one session (`StreamReader.joinSession`). */
  readonly sessions?: true;
}

/** The abilities of a protocol that does not name its own. */
export const plainAbilities: Abilities = {
  noCursor: null,
  ends: true,
  seesForeign: false,
  clearRefusal: "any",
  workloads: [],
  probesCursors: false,
  joins: false,
};
