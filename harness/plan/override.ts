import type { Face, Scenario } from "./scenario.ts";

/**
 * One `--set scenario.face.KEY=VALUE`: a server setting of one face, `faults=none`, `faults=inject` (gives a fixed face the
 * faults of the inject face), or `retries=N`.
 */
export interface Override {
  readonly scenario: string;
  readonly face: string;
  readonly key: string;
  readonly value: string;
}

/** @returns the override, or null when the text has another form. */
export function parseOverride(text: string): Override | null {
  const match = /^([a-z0-9-]+)\.([a-z0-9-]+)\.([A-Za-z_]+)=(.*)$/.exec(text);
  if (!match) return null;
  const [, scenario = "", face = "", key = "", value = ""] = match;
  return { scenario, face, key, value };
}

/** The names of a scenario's faces: a load without a fault has one. */
export function faceNames(scenario: Scenario): readonly string[] {
  return scenario.inject ? ["inject", "fixed"] : ["load"];
}

/**
 * Changes one face of a scenario, to show that its verdict can change. Without the fix the fixed face must turn red; without
 * the fault the inject face must stay green, and the scenario then fails because the harness is blind.
 *
 * @throws Error when the key is neither a server setting nor `faults` or `retries`
 */
export function applyOverride(scenario: Scenario, override: Override): Scenario {
  if (override.face === "inject") {
    if (!scenario.inject) throw new Error(`${scenario.name} has no inject face.`);
    return { ...scenario, inject: changed(scenario.inject, override) };
  }
  if (override.key === "faults" && override.value === "inject" && scenario.inject) {
    const { faults, expect } = scenario.inject;
    const names = expect?.faults === undefined ? {} : { faults: expect.faults };
    return { ...scenario, fixed: { ...scenario.fixed, faults, expect: { ...scenario.fixed.expect, ...names } } };
  }
  return { ...scenario, fixed: changed(scenario.fixed, override) };
}

function changed(face: Face, { key, value }: Override): Face {
  if (/^[A-Z][A-Z0-9_]*$/.test(key)) return { ...face, server: { ...face.server, [key]: value } };
  if (key === "faults" && value === "none") return { ...face, faults: [], expect: { ...face.expect, faults: [] } };
  if (key === "retries" && /^\d{1,3}$/.test(value))
    return { ...face, client: { ...face.client, retries: Number(value) } };
  throw new Error(
    `"${key}=${value}" is neither a server setting (KEY=VALUE), nor faults=none, nor faults=inject (for a fixed face), nor retries=N.`,
  );
}
