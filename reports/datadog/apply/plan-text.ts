import type { Change } from "./plan-changes.ts";

const sign: Readonly<Record<Change["what"], string>> = {
  create: "+",
  update: "~",
  none: "=",
  unknown: "?",
  ambiguous: "?",
};

const note: Readonly<Partial<Record<Change["what"], string>>> = {
  unknown: ": marked as ours, but unknown here or a copy, so left alone",
  ambiguous: ": one of several that could be ours; `apply` refuses until only one is left",
};

/** A plan as text: what is made, which fields change from what to what, what is left alone. */
export function renderPlan(changes: readonly Change[]): string {
  const count = (what: Change["what"]) => changes.filter((change) => change.what === what).length;
  return `${[
    ...changes.flatMap(({ what, kind, name, fields }) => [
      `${sign[what]} ${kind.padEnd(9)} ${name}${note[what] ?? ""}`,
      ...fields.map(({ path, actual, wanted }) => `    ${path}: ${short(actual)} -> ${short(wanted)}`),
    ]),
    "",
    count("create") + count("update") + count("ambiguous") === 0
      ? "No change."
      : `${count("create")} to make, ${count("update")} to change, ${count("none")} as wanted.`,
  ].join("\n")}\n`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
