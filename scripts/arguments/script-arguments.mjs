// @ts-check
import { ArgumentProblem, checkedArguments } from "./checked-arguments.mjs";

const help = /** @type {const} */ ({ help: { type: "boolean", short: "h" } });

/**
 * Reads the command line of a script. `--help` prints the usage and ends the process with 0. A command line that cannot be used ends
 * it with 2: what is wrong, what to do, and the usage's first line.
 *
 * @template {import("./checked-arguments.mjs").Options} Known
 * @param {string} usage what `--help` prints; its first line is the form of the command
 * @param {Known} options
 * @param {{ readonly mostWords?: number, readonly wholeNumbers?: { readonly [Name in keyof Known]?: number } }} [limits] `mostWords`: how
 *   many words that are not options it may have, 0 when absent; `wholeNumbers`: options whose value is a whole number, with the least
 */
export async function scriptArguments(usage, options, { mostWords = 0, wholeNumbers = {} } = {}) {
  try {
    const read = await checkedArguments(process.argv.slice(2), { ...options, ...help }, { mostWords });
    if (/** @type {{ help?: boolean }} */ (read.values).help) {
      process.stdout.write(`${usage.trim()}\n`);
      process.exit(0);
    }
    for (const [name, least = 0] of Object.entries(wholeNumbers)) {
      const value = read.values[name];
      if (value !== undefined && !(/^\d{1,9}$/.test(String(value)) && Number(value) >= least))
        throw new ArgumentProblem(`--${name} is "${value}".`, `It must be a whole number from ${least} on.`);
    }
    return read;
  } catch (error) {
    if (!(error instanceof ArgumentProblem)) throw error;
    return refuseArguments(usage, error.message, error.hint);
  }
}

/**
 * Says why a command line cannot be used, and ends the process with 2.
 *
 * @param {string} usage @param {string} message @param {string} [hint] @returns {never}
 */
export function refuseArguments(usage, message, hint = "") {
  const [form] = usage.trim().split("\n");
  process.stderr.write(`${message}${hint === "" ? "" : ` ${hint}`}\n${form}\n(--help shows all of it)\n`);
  process.exit(2);
}
