import type { Scenario } from "../harness/plan/scenario.ts";
import { baseline } from "./baseline.ts";
import { bufferTrim } from "./buffer-trim.ts";
import { redisOutage } from "./redis-outage.ts";
import { secretRotation } from "./secret-rotation.ts";
import { tokenExpiry } from "./token-expiry.ts";

/** To add a scenario: write its file, add its line. */
export const scenarios: readonly Scenario[] = [baseline, tokenExpiry, secretRotation, redisOutage, bufferTrim];
