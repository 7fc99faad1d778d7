import { Command } from "commander";
import { scenarios } from "../../scenarios/scenarios.ts";
import { profiles } from "../plan/profiles.ts";
import type { Face, Scenario } from "../plan/scenario.ts";

/** `resume-gate list`: the scenarios, with cause, symptom, fix and faults. */
export function listVerb(): Command {
  return new Command("list")
    .description("show the scenarios and profiles")
    .option("--json", "as JSON")
    .action((options: { json?: true }) => {
      process.stdout.write(options.json ? `${JSON.stringify({ scenarios, profiles }, null, 2)}\n` : renderList());
    });
}

export function renderList(): string {
  const rows = scenarios.map(renderScenario).join("\n");
  const kinds = profiles.map((profile) => `  ${profile.name.padEnd(9)} ${profile.purpose}`).join("\n");
  return `Scenarios\n\n${rows}\nProfiles\n\n${kinds}\n`;
}

function renderScenario(scenario: Scenario): string {
  const streams = scenario.load.reduce((sum, load) => sum + load.streams, 0);
  const faces = [
    ...(scenario.inject ? [`  inject   ${renderFace(scenario.inject)}`] : []),
    `  ${scenario.inject ? "fixed " : "load  "}   ${renderFace(scenario.fixed)}`,
  ];
  return `${[
    scenario.name,
    `  cause    ${scenario.cause}`,
    `  symptom  ${scenario.symptom}`,
    `  fix      ${scenario.fix}`,
    `  load     ${streams} streams a face`,
    ...faces,
  ].join("\n")}\n`;
}

function renderFace(face: Face): string {
  const settings = Object.entries(face.server).map(([key, value]) => `${key}=${value}`);
  const faults = face.faults.map(
    (fault) => `${fault.kind} at ${fault.atMs / 1_000} s${fault.forMs ? ` for ${fault.forMs / 1_000} s` : ""}`,
  );
  const parts = [...settings, ...faults, ...(face.instances ? [`${face.instances} instances`] : [])];
  return parts.length > 0 ? parts.join(", ") : "default settings, no fault";
}
