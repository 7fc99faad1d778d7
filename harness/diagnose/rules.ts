import { bufferRules } from "./buffer-rules.ts";
import { redisRules } from "./redis-rules.ts";
import type { Rule } from "./rule.ts";
import { serverRules } from "./server-rules.ts";
import { tokenRules } from "./token-rules.ts";

/** To add a rule: write it into the file of its kind, or a new one. The order decides between equals. */
export const rules: readonly Rule[] = [...tokenRules, ...redisRules, ...bufferRules, ...serverRules];
