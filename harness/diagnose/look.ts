import type { Sighting } from "./rank.ts";
import type { Signals } from "./signals.ts";

export function saw(weight: number, text: string): Sighting {
  return { weight, saw: text };
}

/** A sighting where the condition holds; so that rules read as lists. */
export function when(condition: boolean, weight: number, text: () => string): Sighting[] {
  return condition ? [saw(weight, text())] : [];
}

/** How many attempts were answered like this, of how many, and the share from 0 to 1. */
export function answered({ answers, attempts }: Signals, ...names: readonly (string | RegExp)[]) {
  const count = Object.entries(answers)
    .filter(([answer]) => names.some((name) => (typeof name === "string" ? answer === name : name.test(answer))))
    .reduce((sum, [, each]) => sum + each, 0);
  return { count, share: attempts === 0 ? 0 : count / attempts, text: `${count} of ${attempts} answers to resumes` };
}

/** A share counts in full from a half on: a fault that lasts for half of a run touches no more. */
export function pull(share: number): number {
  return Math.min(1, share * 2);
}

/** The first fault or probe whose observation fits, as a sighting that cites it. */
export function observed({ observed: all }: Signals, pattern: RegExp, weight: number): Sighting[] {
  const text = all.find((each) => pattern.test(each));
  return text === undefined ? [] : [saw(weight, `while it ran: ${text}`)];
}

export function total(counts: Readonly<Record<string, number>>, pattern = /./): number {
  return Object.entries(counts).reduce((sum, [name, count]) => (pattern.test(name) ? sum + count : sum), 0);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
