// @ts-check
import { parseArgs } from "node:util";

/** Why a command line cannot be used: what is wrong, and what to do. */
export class ArgumentProblem extends Error {
  /** @param {string} message @param {string} [hint] */
  constructor(message, hint = "") {
    super(message);
    this.hint = hint;
  }
}

/**
 * Options as `parseArgs` of node:util takes them.
 *
 * @typedef {Readonly<Record<string, { readonly type: "string" | "boolean", readonly short?: string }>>} Options
 */

/**
 * Reads a command line. It is stricter than `parseArgs`: an option may not have an empty value.
 *
 * @template {Options} Known
 * @param {readonly string[]} args
 * @param {Known} options
 * @param {{ readonly mostWords: number }} limits how many words that are not options it may have
 * @returns {Promise<{ values: { [Name in keyof Known]?: Known[Name]["type"] extends "boolean" ? boolean : string }, words: string[] }>}
 * @throws {ArgumentProblem} an unknown option, a missing or needless value, a word too many
 */
export async function checkedArguments(args, options, { mostWords }) {
  const config = { args: [...args], options: { ...options }, strict: false, tokens: true, allowPositionals: true };
  const { values, positionals, tokens } = parseArgs(/** @type {typeof config & { tokens: true }} */ (config));
  for (const token of tokens) if (token.kind === "option") await checkOption(token, options);
  const tooMany = positionals[mostWords];
  if (tooMany !== undefined) throw new ArgumentProblem(`"${tooMany}" is not expected here.`);
  return { values: /** @type {any} */ (values), words: positionals };
}

/** @param {{ name: string, rawName: string, value?: string | undefined }} token @param {Options} options */
async function checkOption({ name, rawName, value }, options) {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option)
    throw new ArgumentProblem(`There is no option ${rawName}.`, await suggestion(name, Object.keys(options)));
  if (option.type === "string" && !value) throw new ArgumentProblem(`${rawName} wants a value.`);
  if (option.type === "boolean" && value !== undefined) throw new ArgumentProblem(`${rawName} takes no value.`);
}

/** @param {string} name @param {readonly string[]} known */
async function suggestion(name, known) {
  const { closest } = await import("fastest-levenshtein"); // only here: most runs do not need it
  return `Did you mean --${closest(name, known)}?`;
}
