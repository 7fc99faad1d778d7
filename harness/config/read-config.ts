import { Ajv } from "ajv";
import { errors, RefusalError } from "../errors.ts";
import { shapeProblem } from "../protocols/description/check/shape-problem.ts";
import { messageOf } from "../thrown.ts";
import type { ResumeGateConfig } from "./config.ts";
import { configExamples, configSchema } from "./config-schema.ts";
import { loadModule } from "./load-module.ts";

const fits = new Ajv({ allErrors: true, verbose: true, strict: false }).compile<ResumeGateConfig>(configSchema);

/**
 * A configuration file, checked.
 *
 * @throws RefusalError (exit 2) when it cannot be loaded, or naming the field that is wrong, its value and the nearest name
 */
export async function readConfig(file: string): Promise<ResumeGateConfig> {
  const value = await loadModule(file).catch((error: unknown) => {
    const reason = messageOf(error).split("\n")[0] ?? "";
    throw new RefusalError(errors.badConfig(file, `It cannot be loaded: ${reason}`, loadHint), { cause: error });
  });
  return checkConfig(value, file);
}

/**
 * A value that has to be a configuration.
 *
 * @param where its file, or another name of it, for messages
 * @throws RefusalError (exit 2) naming the field that is wrong, its value and the nearest name
 */
export function checkConfig(value: unknown, where: string): ResumeGateConfig {
  if (fits(value)) return value;
  const { message, hint } = shapeProblem(fits.errors ?? [], { whole: "the configuration", examples: configExamples });
  throw new RefusalError(errors.badConfig(where, message, hint));
}

const loadHint =
  'Write `import { defineConfig } from "resume-gate"; export default defineConfig({ target, protocol })`.';
