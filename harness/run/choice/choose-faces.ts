import { closest } from "fastest-levenshtein";
import { scenarios } from "../../../scenarios/scenarios.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { FaceName } from "../../history/face-info.ts";
import { whyNotInK6 } from "../../k6/unsupported.ts";
import { adjustLoad, atPace, atRealTime, type LoadOptions, type Pace } from "../../plan/adjust.ts";
import { buildPlan, shardOf } from "../../plan/build-plan.ts";
import { describeFace } from "../../plan/describe-face.ts";
import { applyOverride, parseOverride } from "../../plan/override.ts";
import type { PlannedFace } from "../../plan/planned-face.ts";
import { type Profile, profiles } from "../../plan/profiles.ts";
import type { Face, Scenario } from "../../plan/scenario.ts";
import { draftGraph } from "../../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import { messageOf } from "../../thrown.ts";
import { refuseUnusedName, refuseUnusedOptions } from "../options/refuse-unused.ts";
import type { RunChoices } from "../request.ts";
import { hooksOf } from "../target/target-checks.ts";
import { chosenRows } from "./chosen-rows.ts";

/** One face, ready to run. */
export interface ChosenFace extends PlannedFace {
  /** `scenario.face`. */
  readonly id: string;
  readonly settings: Face;
  /** No other face runs beside it. */
  readonly alone?: true;
}

/**
 * The faces of these scenarios with their plans, adjusted by the options.
 *
 * @param pace how long the target's streams are, if one was inspected
 * @throws RefusalError for an unknown name or an override that changes nothing
 */
export function chooseFaces(
  names: readonly string[],
  options: RunChoices,
  seed: number,
  speaks: Pick<Protocol, "terms" | "abilities" | "described"> = draftGraph,
  pace: Pace | null = null,
): ChosenFace[] {
  const { terms } = speaks;
  const profile = profiles.find((each) => each.name === options.profile) as Profile;
  const hooks = hooksOf(options);
  if (terms?.resumesBy === "cursor") refuseWithProtocol(options, speaks);
  if (options.target && !hooks && names.some((name) => name !== "baseline")) {
    throw new RefusalError(
      errors.badUsage(
        `--target runs only the scenario "baseline", not "${names.filter((name) => name !== "baseline").join(", ")}".`,
        "Give --fault-start and --fault-end, which break and heal your server; or leave --target out, or name no scenario.",
      ),
    );
  }
  const rows = chosenRows(names, options, speaks, pace);
  const usual = options.target && !hooks ? ["baseline"] : (profile.scenarios ?? null);
  const wanted = names.length > 0 ? [...new Set(names)] : usual;
  const chosen = rows?.scenarios ?? (wanted === null ? scenarios : wanted.map(find));
  refuseUnusedOptions(chosen, options);
  const load = loadOptions(options, profile);
  return withOverrides(
    chosen.map((scenario) => withProfile(scenario, profile, options)),
    options,
  )
    .map((scenario) => adjustLoad(options.realTime ? atRealTime(scenario) : scenario, load))
    .map((scenario) => (pace ? atPace(scenario, pace) : scenario))
    .flatMap((scenario) => facesOf(scenario, seed, options, terms))
    .map((face) => (rows?.alone.has(face.info.scenario) ? { ...face, alone: true as const } : face));
}

/** Scenarios with a fault need the contract's tokens, statuses and settings, and k6 cannot do all that a protocol may need. */
function refuseWithProtocol(
  { target, engine, faultStart }: RunChoices,
  { described }: Pick<Protocol, "described">,
): void {
  const hint = "For example: --target http://127.0.0.1:8080 --protocol stream.json";
  if (!target) throw new RefusalError(errors.badUsage("--protocol needs a --target.", hint));
  const why = described ? whyNotInK6(described.description) : "it runs no module of yours";
  if (engine === "k6" && why !== null)
    throw new RefusalError(errors.badUsage(`Stock k6 cannot speak this protocol: ${why}.`, "Leave --engine k6 out."));
  if (faultStart !== undefined) {
    throw new RefusalError(errors.badUsage("--fault-start runs scenarios of draft-graph, not of a --protocol.", hint));
  }
}

/** Adds the profile's settings and monitors to the load without a fault. A target gets neither. */
function withProfile(scenario: Scenario, { server = {}, monitors = [] }: Profile, { target }: RunChoices): Scenario {
  if (scenario.inject || target) return scenario;
  const { fixed } = scenario;
  return {
    ...scenario,
    fixed: { ...fixed, server: { ...server, ...fixed.server }, faults: [...fixed.faults, ...monitors] },
  };
}

function find(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario) return scenario;
  const nearest = closest(
    name,
    scenarios.map((each) => each.name),
  );
  throw new RefusalError(errors.unknownScenario(name, nearest));
}

function loadOptions(options: RunChoices, profile: Profile): LoadOptions {
  const durationMs = options.duration ?? profile.durationMs;
  return {
    factor: profile.factor,
    ...(options.streams === undefined ? {} : { streams: options.streams }),
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

function withOverrides(chosen: readonly Scenario[], options: RunChoices): Scenario[] {
  const result = new Map(chosen.map((scenario) => [scenario.name, scenario]));
  for (const text of options.set) {
    const override = parseOverride(text);
    if (!override) {
      throw new RefusalError(
        errors.badUsage(`--set "${text}" does not have the form scenario.face.KEY=VALUE.`, overrideExample),
      );
    }
    const scenario = result.get(override.scenario);
    if (!scenario) {
      const nearest = closest(override.scenario, [...result.keys()]);
      throw new RefusalError(
        errors.badUsage(`--set "${text}" names a scenario that does not run here.`, `Did you mean "${nearest}"?`),
      );
    }
    refuseUnusedName(text, override, scenario, options);
    try {
      result.set(scenario.name, applyOverride(scenario, override));
    } catch (error) {
      throw new RefusalError(errors.badUsage(messageOf(error), overrideExample));
    }
  }
  return [...result.values()];
}

const overrideExample = "For example: --set token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2";

/** We do not have the log lines of a target. */
function withoutTelemetry(face: Face): Face {
  return { ...face, expect: { ...face.expect, telemetry: [] } };
}

/** HTTP/2 is a choice of a face's clients. */
function withHttp2(face: Face, http2 = false): Face {
  return http2 ? { ...face, client: { ...face.client, http2 } } : face;
}

function facesOf(
  scenario: Scenario,
  seed: number,
  { shard, engine, target, http2 }: RunChoices,
  terms: Protocol["terms"],
): ChosenFace[] {
  const make = (face: FaceName, own: Face): ChosenFace => {
    const settings = withHttp2(target ? withoutTelemetry(own) : own, http2);
    const plan = shardOf(buildPlan(scenario, settings, seed), shard);
    const info = {
      ...describeFace(scenario, face, settings, plan.streams.length),
      ...(shard ? { shard } : {}),
      protocol: terms,
      ...(engine === "k6" ? ({ eventTimes: "body" } as const) : {}),
    };
    return { id: `${scenario.name}.${face}`, settings, info, plan };
  };
  if (!scenario.inject) return [make("load", scenario.fixed)];
  return [make("inject", scenario.inject), make("fixed", scenario.fixed)];
}
