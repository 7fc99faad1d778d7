/**
 * What a fault or a monitor saw, for programs: a code and its numbers. The sentence beside it (`observed`) is for people
 * and may be reworded at any time, so no program reads it.
 */
export type FaultSeen =
  /** A PING to Redis is refused: nothing listens there. */
  | { readonly code: "redis-refuses" }
  /** Redis keeps its connections and does not answer a PING within `silentMs`. */
  | { readonly code: "redis-silent"; readonly silentMs: number }
  /** The network accepts a PING and swallows it: no answer within `silentMs`. */
  | { readonly code: "redis-unreachable"; readonly silentMs: number }
  | { readonly code: "redis-slow"; readonly pingMs: number }
  | { readonly code: "redis-connections-reset"; readonly connections: number }
  /** Redis has a memory limit and refuses what does not fit (`noeviction`), or does not refuse it yet. */
  | { readonly code: "redis-writes"; readonly maxBytes: number; readonly refused: 0 | 1 }
  /** Redis has a memory limit and evicts keys to keep it. */
  | { readonly code: "redis-evicts"; readonly maxBytes: number; readonly keys: number }
  | { readonly code: "replica-promoted"; readonly unreplicatedMs: number }
  | { readonly code: "signing-key-changed"; readonly instances: number }
  | { readonly code: "token-ends-apart"; readonly instances: number; readonly sec: number }
  | { readonly code: "restart-begun"; readonly instances: number }
  /** Instances that were restarted: after SIGTERM, after SIGKILL; the longest was away for `longestMs`. */
  | { readonly code: "restarted"; readonly terminated: number; readonly killed: number; readonly longestMs: number }
  /** The fullest buffer of `samples` readings; 1 is full. */
  | { readonly code: "buffer-fill"; readonly fill: number; readonly samples: number; readonly max: number }
  | { readonly code: "streams-abandoned"; readonly streams: number }
  /** Streams with state in Redis and running streams, at most `waitedSec` after the load. */
  | {
      readonly code: "state-kept";
      readonly states: number;
      readonly running: number;
      readonly waitedSec: number;
    }
  | { readonly code: "readers-stalled"; readonly readers: number; readonly beforeBytes: number }
  | { readonly code: "buffers-grew"; readonly readers: number; readonly grownMb: number; readonly maxMb: number }
  | { readonly code: "proxy-gave-up"; readonly status: number; readonly silentMs: number }
  | {
      readonly code: "bad-tokens-answered";
      readonly answers: number;
      /** Answers that are not a refusal of the contract. */
      readonly wrong: number;
      /** Requests without an answer. */
      readonly unanswered: number;
    }
  /** A target was killed and started again; it accepted no connection for `downMs`. */
  | { readonly code: "target-restarted"; readonly downMs: number }
  /** A target's processes before the load and after it: memory in MiB, processor time in percent of a core. */
  | { readonly code: "target-at-rest"; readonly sockets: number; readonly memoryMb: number; readonly cpu: number }
  | { readonly code: "target-kept"; readonly sockets: number; readonly memoryMb: number; readonly cpu: number }
  | { readonly code: "memory-watched"; readonly memoryMb: number }
  | { readonly code: "memory-grew"; readonly grownMb: number; readonly maxMb: number }
  /** The fault could not be started, was not observed, or could not be undone. */
  | { readonly code: "fault-failed" }
  /** The user's own command reported the fault; its output is not interpreted. */
  | { readonly code: "own-command" };
