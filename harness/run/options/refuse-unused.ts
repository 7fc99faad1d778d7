import { closest } from "fastest-levenshtein";
import { settingNames } from "../../../reference-server/settings.ts";
import { errors, RefusalError } from "../../errors.ts";
import { faceNames, type Override } from "../../plan/override.ts";
import type { Scenario } from "../../plan/scenario.ts";
import type { RunChoices } from "../request.ts";
import { hooksOf } from "../target/target-checks.ts";

/**
 * Refuses an override that nothing would use. Otherwise the run would pass, and its reader would believe that the setting was
 * tested.
 *
 * @throws RefusalError (exit 2) with the nearest existing name
 */
export function refuseUnusedName(text: string, { face, key }: Override, scenario: Scenario, options: RunChoices): void {
  const faces = [...faceNames(scenario)];
  if (!faces.includes(face)) {
    throw new RefusalError(
      errors.badUsage(
        `--set "${text}" names a face that ${scenario.name} does not have.`,
        `Did you mean "${closest(face, faces)}"? It has: ${faces.join(", ")}.`,
      ),
    );
  }
  if (!/^[A-Z][A-Z0-9_]*$/.test(key)) return; // `applyOverride` checks faults and retries
  if (options.target) {
    if (hooksOf(options)) return; // the user's commands get every setting, under any name
    throw new RefusalError(
      errors.badUsage(
        `--set "${text}" has no effect on a --target.`,
        "Give --fault-start and --fault-end, which get the settings of a face, or leave --set out.",
      ),
    );
  }
  if (settingNames.includes(key)) return;
  throw new RefusalError(
    errors.badUsage(
      `--set "${text}" names a setting that the reference server does not have.`,
      `Did you mean "${closest(key, [...settingNames])}"?`,
    ),
  );
}

/** @throws RefusalError (exit 2) for the first option that these scenarios, on this target, would ignore */
export function refuseUnusedOptions(chosen: readonly Scenario[], options: RunChoices): void {
  const steady = chosen.some(({ inject }) => !inject);
  const unused: readonly (readonly [given: boolean, option: string, why: string])[] = [
    [options.header !== undefined && !options.target, "--header", "without a --target"],
    [options.ready !== undefined && options.command === undefined, "--ready", "without a --command"],
    [options.env !== undefined && options.command === undefined, "--env", "without a --command"],
    [options.command !== undefined && hooksOf(options) !== null, "--command", "with fault commands"],
    [options.redis !== "auto" && options.target !== undefined, "--redis", "with a --target, which has its own"],
    [(options.parallel ?? 1) > 1 && hooksOf(options) !== null, "--parallel", "with fault commands: faces run in turn"],
    [
      options.http2 === true && options.engine === "k6",
      "--http2",
      "with k6, which negotiates it with the target itself",
    ],
    [
      options.http2 === true && options.target?.protocol !== "https:",
      "--http2",
      "without an https:// --target: as in browsers, HTTP/2 is spoken over TLS only",
    ],
    [options.rate !== undefined && !steady, "--rate", "on scenarios with a fault, which keep their own times"],
    [options.duration !== undefined && !steady, "--duration", "on scenarios with a fault, which keep their own times"],
    [
      options.realTime === true && chosen.every(({ timeScale }) => timeScale === 1),
      "--real-time",
      "on scenarios whose times are the real ones already",
    ],
  ];
  const found = unused.find(([given]) => given);
  if (!found) return;
  const [, option, why] = found;
  throw new RefusalError(errors.badUsage(`${option} has no effect ${why}.`, `Leave ${option} out.`));
}
