import type { Delivery } from "../history/delivery.ts";

/** How the client under test is brought to open a row's stream. */
export interface ClientUnderTest {
  /** For the results: the command, or the page. */
  readonly describe: string;
  start(session: Session): Promise<RunningClient>;
  /** Ends what all rows share, on every way out. */
  close?(): Promise<void>;
}

export interface Session {
  readonly url: string;
  readonly row: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** How many streams it is asked to open, where the row is about many. */
  readonly clients?: number;
  readonly signal: AbortSignal;
  /** All that the client prints goes there. */
  readonly logFile: string;
  onDelivery(delivery: Delivery): void;
}

export interface RunningClient {
  /** Resolves when it ends by itself. A page never does. */
  readonly ended: Promise<{ readonly how: string; readonly ok: boolean }>;
  /** The last of what it printed. */
  printed(): string;
  /** Ends it, on every way out. */
  stop(): Promise<void>;
}
