import type { ClientRow } from "../../../rows/client/row.ts";
import type { LabRecord } from "../history/records.ts";
import type { OnStage } from "./lab-server.ts";
import type { Script } from "./script.ts";

/** One row on stage, whoever answers in it: the lab itself, or a server behind it. Times are on the row's clock. */
export interface RowStage extends OnStage {
  readonly row: ClientRow;
  readonly records: readonly LabRecord[];
  readonly script: Pick<Script, "finished" | "repeats" | "mayStop">;
  /** When anything happened last, and when the first request came. In milliseconds. */
  readonly lastAt: number;
  readonly firstAt: number;
  readonly requests: number;
  readonly isServing: boolean;
  /** Whether the client has reported as many events as it was sent. */
  readonly allReported: boolean;
  now(): number;
  write(record: LabRecord): void;
  /** Starts what the row needs. Requests that come before wait for it. */
  prepare?(): Promise<void>;
  /** Resolves when no connection is being served any more. */
  idle(): Promise<void>;
  /** Ends what was started, on every way out. */
  dispose?(): Promise<void>;
}
