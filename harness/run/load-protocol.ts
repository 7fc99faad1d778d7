import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { errors, RefusalError } from "../errors.ts";
import { problemOf } from "../protocols/description/check-description.ts";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** The protocol that a run's options name; without one, the contract's own. */
export async function protocolOf({ protocol }: { readonly protocol?: string }): Promise<Protocol> {
  return protocol === undefined ? draftGraph : await loadProtocol(protocol);
}

/**
 * The protocol that a file describes: a `.json` file, or a `.ts`, `.mts`, `.js` or `.mjs` module with the description as its default export.
 *
 * @throws RefusalError (exit 2) when the file cannot be read, or naming the field that is wrong
 */
async function loadProtocol(file: string): Promise<Protocol> {
  const description = await readDescription(file);
  const problem = problemOf(description);
  if (problem) throw new RefusalError(errors.badDescription(file, problem.message, problem.hint));
  return describedProtocol(path.basename(file).replace(/\.\w+$/, ""), description as StreamDescription);
}

async function readDescription(file: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8"));
    const module = (await import(pathToFileURL(path.resolve(file)).href)) as { default?: unknown };
    if (module.default !== undefined) return module.default;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    throw new RefusalError(errors.badDescription(file, `It cannot be loaded: ${reason}`, descriptionHint), {
      cause: error,
    });
  }
  throw new RefusalError(errors.badDescription(file, "It has no default export.", descriptionHint));
}

const descriptionHint = "Write `export default { open, cursor, end, proof }`.";
