/** One fault may fail several gates. These say most about it, the most telling first. */
const tellingFirst = ["foreign", "lost", "duplicated", "reordered", "corrupted", "unfinished", "protocol_violations"];

/** The gates that a row failed; none when it did not fail. */
export function gatesOf(outcome: string): readonly string[] {
  return outcome.startsWith("fail: ") ? outcome.slice(6).split(", ") : [];
}

/** The one or two gates of a failed row that say most about its fault, in words; all of them when none of those is known. */
export function mostTelling(outcome: string): readonly string[] {
  const gates = gatesOf(outcome);
  const known = tellingFirst.filter((gate) => gates.includes(gate));
  return (known.length > 0 ? known.slice(0, 2) : gates).map((gate) => gate.replaceAll("_", " "));
}

/** For sorting: rows whose gates say more come first. */
export function byTelling(a: string, b: string): number {
  return rank(a) - rank(b);
}

function rank(outcome: string): number {
  const gates = gatesOf(outcome);
  const at = tellingFirst.findIndex((gate) => gates.includes(gate));
  return at < 0 ? tellingFirst.length : at;
}
