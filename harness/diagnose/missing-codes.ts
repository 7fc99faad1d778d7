import { plural } from "../figures.ts";
import type { Evidence } from "./evidence.ts";

/** What older results have only as sentences, because they have no codes; null when nothing is missing. */
export function describeMissingCodes({ faces }: Pick<Evidence, "faces">): string | null {
  const faults = faces.flatMap(({ result }) =>
    result.faults.filter(({ seen, observed }) => !seen && observed !== null),
  );
  const findings = faces.flatMap(({ result }) => result.findings.filter(({ detail }) => !detail));
  if (faults.length + findings.length === 0) return null;
  const what = [
    ...(faults.length > 0 ? [plural(faults.length, "fault observation")] : []),
    ...(findings.length > 0 ? [plural(findings.length, "finding")] : []),
  ];
  return `lacking: ${what.join(" and ")} without a code (older results do not have codes), so no rule can use them`;
}
