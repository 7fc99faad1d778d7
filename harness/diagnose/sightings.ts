import type { FaultSeen } from "../gate/results.ts";
import type { Sighting } from "./rule.ts";
import type { Signals } from "./signals.ts";

function sighting(weight: number, text: string): Sighting {
  return { weight, saw: text };
}

/** A sighting if the condition holds, as a list, so that rules read as lists. */
export function sightingIf(condition: boolean, weight: number, text: () => string): Sighting[] {
  return condition ? [sighting(weight, text())] : [];
}

/** How many attempts got one of these answers, their share from 0 to 1, and both as text. */
export function answersNamed({ answers, attempts, attemptsAre }: Signals, ...names: readonly string[]) {
  const count = Object.entries(answers)
    .filter(([answer]) => names.includes(answer))
    .reduce((sum, [, each]) => sum + each, 0);
  return { count, share: attempts === 0 ? 0 : count / attempts, text: `${count} of ${attempts} ${attemptsAre}` };
}

/** Scales a share so that 50 % already counts fully: a fault that lasts half the run can't affect more attempts than that. */
export function weightOfShare(share: number): number {
  return Math.min(1, share * 2);
}

type SeenOf<Code extends FaultSeen["code"]> = Extract<FaultSeen, { readonly code: Code }>;

/** The first fault or monitor with this code whose numbers satisfy `holds`, as a sighting that cites its sentence. */
export function sightingOfFault<Code extends FaultSeen["code"]>(
  { seen: all }: Signals,
  code: Code,
  weight: number,
  holds: (seen: SeenOf<Code>) => boolean = () => true,
): Sighting[] {
  const first = all.find(({ seen }) => seen.code === code && holds(seen as SeenOf<Code>));
  return first === undefined ? [] : [sighting(weight, `while it ran: ${first.observed}`)];
}
