import { existsSync } from "node:fs";
import path from "node:path";
import { closest } from "fastest-levenshtein";
import { loadModule } from "../config/load-module.ts";
import { errors, RefusalError } from "../errors.ts";
import { problemOf } from "../protocols/description/check/check-description.ts";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { fill, missingVariables, namesIn, variableValues } from "../protocols/description/template.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import { guarded, ModuleFault, moduleProblem } from "../protocols/guarded.ts";
import { ParameterProblem } from "../protocols/parameters.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { type NamedProtocol, protocols } from "../protocols/protocols.ts";
import { keepSecrets } from "../secrets.ts";
import { messageOf } from "../thrown.ts";

/** What messages call the options of the public `run()`, because they are not in a file. */
export const optionsOfRun = "the options of run()";

/** The protocol of a target, as the user gave it. */
export interface Spoken {
  /** A name, a file, a description, or a module with functions. */
  readonly protocol?: unknown;
  /** The file that it comes from, for messages. Absent: the command line. */
  readonly file?: string;
  /** Values for names in braces, or parameters. */
  readonly with?: Readonly<Record<string, string>>;
  readonly target?: URL;
}

/** The protocol, and the address that its paths are relative to. */
export interface Speaks {
  readonly protocol: Protocol;
  readonly target: URL | undefined;
}

/**
 * The protocol that was asked for, or draft-graph.
 *
 * @throws RefusalError (exit 2) when a file cannot be read, or with the field, function or parameter that is wrong
 */
export async function loadProtocol({ protocol, file, with: raw = {}, target }: Spoken): Promise<Speaks> {
  if (protocol === undefined) {
    const [unused] = Object.keys(raw);
    if (unused !== undefined) {
      throw new RefusalError(errors.badUsage(`--with ${unused} has no effect without a --protocol.`, `Leave it out.`));
    }
    return { protocol: draftGraph, target };
  }
  const values = valuesOf(raw, file ?? "--with");
  if (typeof protocol !== "string") {
    return { protocol: await fromValue(protocol, file ?? "the configuration", values), target };
  }
  const named = protocols.find(({ name }) => name === protocol);
  if (named) return makeNamed(named, values, target);
  if (!existsSync(protocol) && !/[./\\]/.test(protocol)) {
    const names = protocols.map(({ name }) => name);
    throw new RefusalError(
      errors.badUsage(
        `There is no protocol "${protocol}", and no such file.`,
        `Did you mean "${closest(protocol, names)}"? There are: ${names.join(", ")}; or name a file.`,
      ),
    );
  }
  const value = await valueIn(protocol);
  return { protocol: await fromValue(value, protocol, values), target };
}

/**
 * The description in a file, for the lab, which plays the server of it.
 *
 * @throws RefusalError (exit 2) when the file cannot be read, or does not hold a description
 */
export async function loadDescription(file: string): Promise<StreamDescription> {
  const value = await valueIn(file);
  const own = (value as { protocol?: unknown } | null)?.protocol ?? value; // a configuration holds one
  const problem = problemOf(own);
  if (problem) throw new RefusalError(errors.badDescription(file, problem.message, problem.hint));
  return own as StreamDescription;
}

async function valueIn(file: string): Promise<unknown> {
  try {
    return await loadModule(file);
  } catch (error) {
    const reason = messageOf(error).split("\n")[0] ?? "";
    throw new RefusalError(errors.badDescription(file, `It cannot be loaded: ${reason}`, descriptionHint), {
      cause: error,
    });
  }
}

const descriptionHint = "Write `export default { open, cursor, end, proof }`.";

/** Fills in environment variables, only in values that the user gave: never in what a server answers. */
function valuesOf(raw: Readonly<Record<string, string>>, where: string): Readonly<Record<string, string>> {
  refuseMissing(raw, where);
  keepSecrets(variableValues(raw));
  return fill(raw, {});
}

/** @throws RefusalError (exit 2) when an environment variable that is named is not set */
export function refuseMissing(value: unknown, where: string): void {
  const [missing] = missingVariables(value);
  if (missing === undefined) return;
  throw new RefusalError(
    errors.badConfig(
      where,
      `The environment variable ${missing} is not set.`,
      `Set it, for example: ${missing}=… npx --no-install resume-gate run`,
    ),
  );
}

function makeNamed(named: NamedProtocol, values: Readonly<Record<string, string>>, target: URL | undefined): Speaks {
  const known = Object.keys(named.parameters);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const hint =
      known.length === 0
        ? `${named.name} takes no parameter.`
        : `Did you mean "${closest(unknown, known)}"? There are: ${known.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`The protocol ${named.name} has no parameter "${unknown}".`, hint));
  }
  const ownPath = target ? target.pathname + target.search : "/";
  try {
    return { protocol: named.make(values, ownPath), target: named.takesPath && target ? new URL("/", target) : target };
  } catch (error) {
    if (!(error instanceof ParameterProblem)) throw error;
    throw new RefusalError(errors.badUsage(`--with for ${named.name}: ${error.message}`, error.hint), { cause: error });
  }
}

async function fromValue(value: unknown, file: string, values: Readonly<Record<string, string>>): Promise<Protocol> {
  const isModule =
    typeof value === "function" || (typeof value === "object" && value !== null && "createReader" in value);
  return isModule ? fromModule(value, file, values) : fromDescription(value, file, values);
}

function fromModule(value: unknown, file: string, values: Readonly<Record<string, string>>): Protocol {
  try {
    const own: unknown = typeof value === "function" ? value(values) : value;
    const problem = moduleProblem(own);
    if (problem !== null) throw new ModuleFault(`${file}: ${problem}`);
    return guarded(file, own as Protocol);
  } catch (error) {
    const message = messageOf(error);
    throw new RefusalError(
      errors.badDescription(
        path.basename(file),
        message.replace(`${file}: `, ""),
        'Its interface is Protocol (import type { Protocol } from "resume-gate").',
      ),
      { cause: error },
    );
  }
}

function fromDescription(value: unknown, file: string, values: Readonly<Record<string, string>>): Protocol {
  if (typeof value === "object" && value !== null && "protocol" in value) {
    throw new RefusalError(
      errors.badUsage(`${file} is a configuration, not a description.`, `Give it with --config ${file}.`),
    );
  }
  const given = Object.keys(values);
  const problem = problemOf(value, given);
  if (problem) throw new RefusalError(errors.badDescription(file, problem.message, problem.hint));
  const used = new Set(namesIn(value));
  const unused = given.find((name) => !used.has(name));
  if (unused !== undefined) {
    const hint =
      used.size === 0 ? "The description holds no name in braces." : `Did you mean "${closest(unused, [...used])}"?`;
    throw new RefusalError(errors.badUsage(`--with ${unused} has no effect: ${file} does not hold {${unused}}.`, hint));
  }
  refuseMissing(value, file);
  keepSecrets(variableValues(value));
  const isConfig = path.basename(file).startsWith("resume-gate.config.") || file === optionsOfRun;
  const name = isConfig ? "described" : path.basename(file).replace(/(\.stream)?\.\w+$/, "");
  return describedProtocol(name, value as StreamDescription, values);
}
