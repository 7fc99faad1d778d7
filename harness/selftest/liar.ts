import type { FindingKind } from "../check/findings.ts";
import type { ExchangeLimits } from "../engine/http/exchange.ts";
import type { Role } from "../history/records.ts";
import type { Draws } from "../plan/random.ts";
import type { CutRule } from "../plan/scenario.ts";
import type { Block } from "./proxy/block.ts";
import type { ProxiedConnection, ProxiedRequest, Reply } from "./proxy/proxied-request.ts";
import type { WireAdapter } from "./wire-adapter.ts";

/**
 * What the judge must say of a liar.
 *
 * - `finding`: this kind, and besides it only the kinds in `with`, which the same lie causes too.
 * - `answer`: the lie is a refusal that a correct server may give to others, so it shows as failed eligible attempts: the
 *   gate resume_success_rate must fail with this answer among the answers.
 * - `gate`: a single case is not a violation, but so many are: this gate must fail.
 * - `legal`: unusual but allowed: no finding, no failed gate.
 */
export type Expect =
  | { readonly finding: FindingKind; readonly with?: readonly FindingKind[] }
  | { readonly answer: string; readonly with?: readonly FindingKind[] }
  | { readonly gate: string; readonly with?: readonly FindingKind[] }
  | { readonly legal: true };

/** One way in which a server can be wrong, or only unusual. It stands between the clients and a correct server. */
export interface Liar {
  readonly name: string;
  /** What it does. It completes "A server that …". */
  readonly says: string;
  readonly expect: Expect;
  readonly load?: LoadChanges;
  /** Called once for each run. All streams of the run share what it keeps in its closure. */
  lie(tools: Tools): Lie;
}

/** Changes to the usual load (`load-of-liar.ts`). */
export interface LoadChanges {
  readonly role?: Role;
  readonly streams?: number;
  /** Payloads of each stream; more where a lie needs a stream that still runs after the resume. */
  readonly events?: number;
  readonly cut?: Partial<CutRule>;
  readonly probesAtEnd?: readonly string[];
  /** `short-lived`: the instance whose tokens live one second. */
  readonly server?: "usual" | "short-lived";
  readonly exchange?: Partial<ExchangeLimits>;
}

export interface Tools {
  readonly draws: Draws;
  readonly wire: WireAdapter;
  /** The server's signing secret, which a lying server would know. */
  readonly secret: string;
  /** The API key that the clients send. */
  readonly apiKey: string;
  /** Counts a lie; a liar that never lied proves nothing. */
  lied(stream: string): void;
  /** Most liars lie to each stream once, so that the effect of a single lie is seen. */
  hasLiedTo(stream: string): boolean;
  /** A payload of another stream, which that stream's client got some time ago; null when there is none yet. */
  foreign(stream: string): Block | null;
}

/** What a liar changes. Each part may be left out, and then everything is passed on as it is. */
export interface Lie {
  /** Changes the request, or answers it in the server's place. */
  request?(request: ProxiedRequest): ProxiedRequest | Reply;
  /** Changes an answer, or only a stream's head. An answer with a body is complete and ends the server's stream. */
  answer?(answer: Reply, request: ProxiedRequest): Reply;
  /** Changes the events that clients read; those of a second reading only with `toAll`. */
  events?(connection: ProxiedConnection): EventFilter | null;
  /** It lies to every reader of a stream, not only to the one that is cut. */
  readonly toAll?: true;
  /** Splits the same bytes in another way. Each piece becomes its own chunk. */
  pieces?(connection: ProxiedConnection): (bytes: Buffer) => readonly Buffer[];
}

export interface EventFilter {
  block(block: Block, out: Out): void;
  /** Called when the server closes the stream cleanly. Absent: the client's side is closed too. */
  end?(out: Out): void;
}

export interface Out {
  send(...blocks: readonly Block[]): void;
  /** Closes cleanly. */
  end(): void;
  /** Breaks the connection. */
  reset(): void;
  /** Keeps back everything that is sent from now on, for this many milliseconds. */
  hold(ms: number): void;
  /** Sends it again and again, until the connection ends. */
  repeat(everyMs: number, block: Block): void;
}
