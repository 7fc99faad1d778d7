import { bufferRules } from "./buffer-rules.ts";
import type { Evidence } from "./evidence.ts";
import type { Sighting } from "./rank.ts";
import { redisRules } from "./redis-rules.ts";
import { serverRules } from "./server-rules.ts";
import type { Signals } from "./signals.ts";
import { tokenRules } from "./token-rules.ts";

/**
 * One way to recognize one cause. A rule looks at what was seen and at nothing that names the cause: neither at a scenario's
 * nor at a fault's name.
 */
export interface Rule {
  /** A scenario's name. */
  readonly cause: string;
  readonly look: (evidence: Evidence, signals: Signals) => readonly Sighting[];
}

/** To add a rule: write it into the file of its kind, or a new one. The order decides between equals. */
export const rules: readonly Rule[] = [...tokenRules, ...redisRules, ...bufferRules, ...serverRules];
