import { InvalidArgumentError, Option } from "commander";
import { closest } from "fastest-levenshtein";
import * as texts from "../../run/options/option-text.ts";

/** A whole number in a range. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}

/** One of the given names. The refusal of a wrong one names the nearest. */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`Did you mean "${closest(text, [...names])}"? There are: ${names.join(", ")}.`);
  };
}

/** A time such as `90s`, in milliseconds. */
export const duration = asArgument(texts.duration);

/** An option that takes a time, with its default as people write it, such as `10m`. */
export function timeOption(flags: string, description: string, usual: string): Option {
  return new Option(flags, description).argParser(duration).default(duration(usual), usual);
}

/** `Name: value`, gathered into one object. */
export const header = asArgument(texts.header);

export const httpUrl = asArgument(texts.httpUrl);

export const traceUrl = asArgument(texts.traceUrl);

function asArgument<Rest extends unknown[], Value>(read: (text: string, ...rest: Rest) => Value) {
  return (text: string, ...rest: Rest): Value => {
    try {
      return read(text, ...rest);
    } catch (error) {
      if (!(error instanceof texts.TextProblem)) throw error;
      throw new InvalidArgumentError(error.message);
    }
  };
}

/** `name=value`, gathered into one object. */
export function namedValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text);
  if (!match) throw new InvalidArgumentError('It must have the form "name=value".');
  return { ...before, [match[1] as string]: match[2] as string };
}

/** "all" is the empty list. */
export function rowNames(text: string): readonly string[] {
  return text === "all" ? [] : text.split(",").filter((name) => name !== "");
}

export function redisChoice(text: string): string {
  if (["auto", "container", "binary"].includes(text)) return text;
  const url = URL.parse(text);
  if (url && (url.protocol === "redis:" || url.protocol === "rediss:")) return text;
  throw new InvalidArgumentError("It must be auto, container, binary, or a redis:// URL.");
}

/** The same, and `none`. */
export function redisChoiceOrNone(text: string): string {
  return text === "none" ? text : redisChoice(text);
}

/** "1/4": the first of four parts; parts count from 1. */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const part = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (!match || part < 1 || part > of)
    throw new InvalidArgumentError("It must have the form part/of, from 1/1 to 9999/9999.");
  return { index: part - 1, of };
}

/** An objective in percent: at 100 there is no budget, and no burn rate. */
export function percentOf(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < 100))
    throw new InvalidArgumentError("It must be above 0 and below 100.");
  return value;
}
