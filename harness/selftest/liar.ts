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
 * - `finding`: this kind, and beside it nothing but the kinds in `with`, which the same lie brings about by itself.
 * - `answer`: the lie is a refusal that a correct server may give to others, so it shows as failed eligible attempts: the
 *   gate resume_success_rate must fail with this answer among the answers.
 * - `gate`: it is no violation by itself, and too much of it: this gate must fail.
 * - `legal`: odd and allowed: no finding, no failed gate.
 */
export type Expect =
  | { readonly finding: FindingKind; readonly with?: readonly FindingKind[] }
  | { readonly answer: string; readonly with?: readonly FindingKind[] }
  | { readonly gate: string; readonly with?: readonly FindingKind[] }
  | { readonly legal: true };

/** One way in which a server can be wrong, or only odd. It sits between the clients and a correct server. */
export interface Liar {
  readonly name: string;
  /** What it does: the end of "A server that …". */
  readonly says: string;
  readonly expect: Expect;
  readonly load?: LoadChanges;
  /** Called once a run; what it keeps in its closure is shared by all streams of the run. */
  lie(tools: Tools): Lie;
}

/** Changes of the usual load (`load-of-liar.ts`). */
export interface LoadChanges {
  readonly role?: Role;
  readonly streams?: number;
  /** Payloads of each stream; more of them where a lie needs a stream that still runs after the resume. */
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
  /** The server's signing secret: a server that lies has it. */
  readonly secret: string;
  /** The API key that the clients send. */
  readonly apiKey: string;
  /** Counts a lie; a liar that never lied proves nothing. */
  lied(stream: string): void;
  /** Most liars lie to a stream once, so that what comes of one lie is seen. */
  hasLiedTo(stream: string): boolean;
  /** A payload of a stream other than this one, which its own client has had for a while; null where there is none. */
  foreign(stream: string): Block | null;
}

/** What stands between: each part may be left out, and then passes on what it gets. */
export interface Lie {
  /** Another request, or an answer in the server's place. */
  request?(request: ProxiedRequest): ProxiedRequest | Reply;
  /** Another head for a stream, or another answer: one with a body is whole, and ends the server's stream. */
  answer?(answer: Reply, request: ProxiedRequest): Reply;
  /** Other events: those that the clients read, and those of a second reading where the lie says so. */
  events?(connection: ProxiedConnection): EventFilter | null;
  /** It lies to every reader of a stream, and not only to the one that is cut. */
  readonly toAll?: true;
  /** The same bytes in other pieces. Each piece becomes a chunk of its own. */
  pieces?(connection: ProxiedConnection): (bytes: Buffer) => readonly Buffer[];
}

export interface EventFilter {
  block(block: Block, out: Out): void;
  /** The server closed in good order; absent: so do we. */
  end?(out: Out): void;
}

export interface Out {
  send(...blocks: readonly Block[]): void;
  /** Closes in good order. */
  end(): void;
  /** Breaks the connection off. */
  reset(): void;
  /** Keeps back all that is sent from now on for so many milliseconds. */
  hold(ms: number): void;
  /** Sends it again and again, until the connection ends. */
  repeat(everyMs: number, block: Block): void;
}
