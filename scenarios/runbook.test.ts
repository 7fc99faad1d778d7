import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";

const text = readFileSync(path.join(import.meta.dirname, "..", "docs", "runbook.md"), "utf8");
const sections = text.split(/^## /m).slice(1);
const withFault = scenarios.filter((scenario) => scenario.inject);
const sectionOf = (name: string) =>
  sections.filter((section) =>
    new RegExp(`^- \\*\\*Reproduce\\*\\*: \`npx --no-install resume-gate run ${name}\``, "m").test(section),
  );

describe("docs/runbook.md", () => {
  test.each(withFault)("has one section for $name: symptom, reproduce, fix, proof, in this order", ({ name }) => {
    const found = sectionOf(name);
    expect(found).toHaveLength(1);
    const heads = [...(found[0] as string).matchAll(/^- \*\*(Symptom|Reproduce|Fix|Proof)\*\*/gm)].map(
      (match) => match[1],
    );
    expect(heads).toEqual(["Symptom", "Reproduce", "Fix", "Proof"]);
  });

  test.each(withFault)("names every setting that makes the difference in $name", ({ name, inject, fixed }) => {
    const changed = Object.keys(fixed.server).filter((key) => fixed.server[key] !== inject?.server[key]);
    const section = sectionOf(name)[0] ?? "";
    expect(changed.filter((key) => !section.includes(`\`${key}`))).toEqual([]);
  });

  test.each(withFault)("names the answers that $name is known by", ({ name, symptoms }) => {
    const section = sectionOf(name)[0] ?? "";
    const codes = symptoms.flatMap((symptom) => (symptom.kind === "refused" ? [symptom.code] : []));
    expect(codes.filter((code) => !section.includes(code))).toEqual([]);
  });

  test("has no section for a scenario that is not there", () => {
    const named = [...text.matchAll(/`npx --no-install resume-gate run ([a-z0-9-]+)/g)].map(
      (match) => match[1] as string,
    );
    const known = scenarios.map((scenario) => scenario.name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("numbers its sections without a gap, in the order of the registry", () => {
    const numbers = sections.flatMap((section) => /^(\d+)\. /.exec(section)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(withFault.map((_, i) => i + 1));
    const order = sections.flatMap(
      (section) => /\*\*Reproduce\*\*: `npx --no-install resume-gate run ([a-z0-9-]+)/.exec(section)?.[1] ?? [],
    );
    expect(order).toEqual(withFault.map((scenario) => scenario.name));
  });
});
