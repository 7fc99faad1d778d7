import type { Proof } from "./description/description.ts";

/** Values that the user gives by `--with name=value`. */
export type Parameters = Readonly<Record<string, string>>;

/** A parameter that cannot be used: what is wrong, and what to do (`hint`). */
export class ParameterProblem extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The meaning of parameters that several protocols have, as `resume-gate list` shows it. */
export const shared = {
  number:
    '"id", or the JSON pointer of a counter in the data, or several with a comma between: proves each event by its number',
  from: "the first event's number; absent: 0",
  proof: "witness, again or prefix: a proof for events without a number",
  marker: "the JSON pointer at which each event repeats its stream's word, or several with a comma between",
} as const;

/** @throws ParameterProblem */
export function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParameterProblem(
      `${name} is not JSON: ${text.slice(0, 60)}`,
      `For example: --with ${name}='{"prompt":"hello"}'`,
    );
  }
}

/**
 * The proofs that `number`, `from`, `proof` and `marker` name.
 *
 * @param otherwise the proof where neither a number nor a proof is named
 * @throws ParameterProblem
 */
export function proofsOf({ number, from, proof, marker }: Parameters, otherwise: readonly Proof[]): Proof[] {
  if (proof !== undefined && !["witness", "again", "prefix"].includes(proof)) {
    throw new ParameterProblem(`proof is "${proof}".`, "It must be witness, again or prefix.");
  }
  if (from !== undefined && (number === undefined || !/^\d{1,9}$/.test(from))) {
    throw new ParameterProblem(`from is "${from}".`, "It must be a whole number, and is used with number.");
  }
  const named: Proof[] = [];
  if (number !== undefined) {
    const first = from === undefined ? {} : { from: Number(from) };
    named.push({ number: oneOrMore(number), ...first });
  }
  if (proof !== undefined) named.push(proof === "again" ? { witness: "again" } : (proof as "witness" | "prefix"));
  const proofs = named.length > 0 ? named : [...otherwise];
  return marker === undefined ? proofs : [...proofs, { marker: oneOrMore(marker) }];
}

function oneOrMore(text: string): string | string[] {
  return text.includes(",") ? text.split(",") : text;
}
