import type { ClientPolicy, CutRule, WorkloadKind } from "../harness/plan/scenario.ts";

/**
 * One way of being cut and of coming back, with a verdict of its own. It runs on any server. A row is data without code, so that it can
 * be listed, drawn and checked.
 *
 * Its cuts are written for streams of 40 events, and are moved to where the target's streams have events.
 */
export interface Row {
  readonly name: string;
  /** What it does. */
  readonly does: string;
  /** What must hold, and why a server may miss it. */
  readonly must: string;
  readonly why: string;
  /** Which proof shows its fault. */
  readonly proof: string;
  /** Enough to prove 98 % where each attempt succeeds: about 190 resumes. */
  readonly streams: number;
  readonly cuts: readonly CutRule[];
  /** What the target's protocol must have. A protocol without it does not offer the row. */
  readonly needs?: readonly RowNeed[];
  /** Arrivals are spread over this time. Absent: 5 s. */
  readonly arriveWithinMs?: number;
  /** What the streams are asked to be like. */
  readonly kind?: WorkloadKind;
  /** The client asks once more when it has everything. */
  readonly afterEnd?: true;
  /** Streams come two at a time, and both are cut at the same event. */
  readonly inPairs?: true;
  /** A clear refusal is as good as a success. */
  readonly mayRefuse?: true;
  /** Each event must come when it is sent: a silence many times as long as the stream's pace is a fault. */
  readonly inTime?: true;
  readonly client?: Partial<ClientPolicy>;
  /** Each connection reads nothing for as long as a whole stream takes, and then goes on. */
  readonly stalls?: true;
  /** The target is killed and started again while all clients are away. */
  readonly restarts?: true;
  /** The target's memory must not grow by more than so many MiB, where we started it. */
  readonly maxGrowthMb?: number;
  /** A part of its load runs first. What the target then uses at rest must be what it uses in the end. */
  readonly mustReturn?: true;
  /** It would disturb others, so it runs by itself. */
  readonly alone?: true;
}

/**
 * - `command`: the target is started by `--command`, so that it can be looked at, killed and started again.
 * - `cursor`: the client says where it stopped. `end`: streams end by themselves. `foreign`: a proof tells another stream's event.
 * - `probes`: a cursor that is not the client's can be sent. `second-client`: another client can join a stream.
 * - `long-streams`: long enough to tell an event that is held back from one that is sent late.
 */
export type RowNeed = "command" | "cursor" | "end" | "foreign" | "probes" | "second-client" | "long-streams";
