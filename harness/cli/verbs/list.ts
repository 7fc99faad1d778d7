import { Command } from "commander";
import { clientRows } from "../../../rows/client/rows.ts";
import { rows } from "../../../rows/rows.ts";
import { scenarios } from "../../../scenarios/scenarios.ts";
import { buildPlan } from "../../plan/build-plan.ts";
import { profiles } from "../../plan/profiles.ts";
import type { Face, Front, Scenario } from "../../plan/scenario.ts";
import { type NamedProtocol, protocols } from "../../protocols/protocols.ts";

/** `resume-gate list`: the scenarios, with cause, symptom, fix, faults and time; profiles; protocols with their parameters. */
export function listVerb(): Command {
  return new Command("list")
    .description("show the scenarios, rows, profiles and protocols")
    .option("--json", "print as JSON")
    .action((options: { json?: true }) => {
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ scenarios, rows, clientRows, profiles, protocols }, null, 2)}\n`
          : renderList(),
      );
    });
}

export function renderList(): string {
  const modes = scenarios.map(renderScenario).join("\n");
  const kinds = profiles.map((profile) => `  ${profile.name.padEnd(9)} ${profile.purpose}`).join("\n");
  const ways = rows.map(
    ({ name, does, must, why }) => `  ${name}\n    does   ${does}\n    must   ${must}\n    why    ${why}`,
  );
  const forClients = clientRows.map(({ name, does }) => `  ${name.padEnd(24)} ${does}`);
  const spoken = protocols.map(renderProtocol).join("\n");
  return `Scenarios\n\n${modes}\nRows for any target (run --target URL --rows NAMES)\n\n${ways.join("\n")}\n\nRows for clients (client --command CMD --rows NAMES)\n\n${forClients.join("\n")}\n\nProfiles\n\n${kinds}\n\nProtocols (run --target URL --protocol NAME --with name=value)\n\n${spoken}\n`;
}

function renderProtocol({ name, says, parameters }: NamedProtocol): string {
  const own = Object.entries(parameters).map(([parameter, what]) => `    ${parameter.padEnd(10)} ${what}`);
  return [`  ${name.padEnd(17)} ${says}`, ...own].join("\n");
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
    `  load     ${streams} streams a face, about ${secondsOf(scenario)} s`,
    ...faces,
  ].join("\n")}\n`;
}

function frontText(front: Front): string {
  if (front.kind === "balancer") return "a balancer";
  return `nginx (read timeout ${front.readTimeoutSec} s${front.ignoreHeaders ? ", X-Accel-Buffering ignored" : ""})`;
}

/** How long a face's plan takes, in whole seconds, without the set-up and a monitor at the end. */
function secondsOf(scenario: Scenario): number {
  const faces = [...(scenario.inject ? [scenario.inject] : []), scenario.fixed];
  return Math.round(Math.max(...faces.map((face) => buildPlan(scenario, face, 1).expectedMs)) / 1_000);
}

function renderFace(face: Face): string {
  const settings = Object.entries(face.server).map(([key, value]) => `${key}=${value}`);
  const faults = face.faults.map(
    (fault) => `${fault.kind} at ${fault.atMs / 1_000} s${fault.forMs ? ` for ${fault.forMs / 1_000} s` : ""}`,
  );
  const differing = face.perInstance?.map((each) =>
    Object.entries(each)
      .map(([key, value]) => `${key}=${value}`)
      .join(" "),
  );
  const parts = [
    ...settings,
    ...faults,
    ...(face.instances ? [`${face.instances} instances`] : []),
    ...(differing ? [`one each with ${differing.join(" and ")}`] : []),
    ...(face.front ? [`behind ${frontText(face.front)}`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "default settings, no fault";
}
