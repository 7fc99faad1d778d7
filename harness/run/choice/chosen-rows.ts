import { closest } from "fastest-levenshtein";
import type { Row } from "../../../rows/row.ts";
import { rows } from "../../../rows/rows.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Pace } from "../../plan/adjust.ts";
import type { Scenario } from "../../plan/scenario.ts";
import { scenarioOfRow } from "../../plan/scenario-of-row.ts";
import { plainAbilities } from "../../protocols/abilities.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { RunChoices } from "../request.ts";
import { hooksOf } from "../target/target-checks.ts";
import { type NotOffered, offeredRows } from "./offered-rows.ts";

export interface ChosenRows {
  readonly scenarios: readonly Scenario[];
  readonly notOffered: readonly NotOffered[];
  /** Names of the rows that run alone. */
  readonly alone: ReadonlySet<string>;
}

/**
 * The rows of a run: those that were named, or all that a target offers when nothing else was asked for.
 *
 * @returns null for a run of scenarios
 * @throws RefusalError (exit 2) for an unknown row, or without a target
 */
export function chosenRows(
  names: readonly string[],
  options: RunChoices,
  speaks: Pick<Protocol, "terms" | "abilities">,
  pace: Pace | null,
): ChosenRows | null {
  const { target, engine } = options;
  const usual = target !== undefined && names.length === 0 && !hooksOf(options) && engine === "own";
  const asked = options.rows ?? (usual ? [] : null);
  if (asked === null) return null;
  if (options.rows && names.length > 0) {
    throw new RefusalError(
      errors.badUsage(
        `Both scenarios (${names.join(", ")}) and rows were asked for.`,
        "Name scenarios, or give --rows; the load without a fault is the scenario baseline.",
      ),
    );
  }
  if (!target) {
    throw new RefusalError(
      errors.badUsage(
        "--rows needs a --target.",
        "The reference server's own rows are its scenarios: name them. Or start it (`npm run serve`) and give its address.",
      ),
    );
  }
  const started = options.command !== undefined;
  const { offered, notOffered } = offeredRows(named(asked), speaks, {
    pace,
    started,
    isPart: options.shard !== undefined,
  });
  const { clearRefusal, sessions, leavesOpen } = speaks.abilities ?? plainAbilities;
  if (leavesOpen) named(leavesOpen);
  const known = {
    ...{ pace, started, clearRefusal },
    ...(sessions ? { sessions } : {}),
    ...(leavesOpen ? { leavesOpen } : {}),
  };
  return {
    scenarios: offered.map((row) => scenarioOfRow(row, known)),
    notOffered,
    alone: new Set(offered.flatMap(({ name, alone }) => (alone ? [name] : []))),
  };
}

function named(names: readonly string[]): readonly Row[] {
  const known = rows.map((row) => row.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return rows.filter(({ name }) => names.length === 0 || names.includes(name));
  throw new RefusalError(
    errors.badUsage(
      `There is no row "${unknown}".`,
      `Did you mean "${closest(unknown, known)}"? There are: ${known.join(", ")}.`,
    ),
  );
}
