import { type Command, InvalidArgumentError } from "commander";
import { closest } from "fastest-levenshtein";
import { settingNames } from "../../../reference-server/settings.ts";
import { quoted } from "../../../reports/wording/reproduce-command.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { ExplorePlan } from "../../explore/explore-plan.ts";

/** The options of `explore`, as commander gives them. */
export interface ExploreOptions {
  readonly budget: number;
  readonly seed?: number;
  readonly plan?: string;
  readonly times: number;
  readonly set: Readonly<Record<string, string>>;
  readonly out: string;
  readonly redis: string;
  readonly target?: URL;
  readonly protocol?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly json?: true;
}

/** `KEY=VALUE`, a setting of the reference server; gathered into one object. */
export function serverSetting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text);
  if (!match) throw new InvalidArgumentError("It must have the form KEY=VALUE.");
  const name = match[1] as string;
  if (!settingNames.includes(name)) {
    throw new InvalidArgumentError(`No server reads ${name}. Did you mean "${closest(name, [...settingNames])}"?`);
  }
  return { ...before, [name]: match[2] as string };
}

/** @throws RefusalError (exit 2) for an option that has no effect beside or without `--plan` or `--target` */
export function refuseUnusedExploreOptions({ plan, target }: ExploreOptions, command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const [useless, where] = target ? [["set", "redis"], "with a"] : [["protocol", "with", "header"], "without a"];
  const aside = useless.find(isGiven);
  if (aside !== undefined)
    throw new RefusalError(errors.badUsage(`--${aside} has no effect ${where} --target.`, `Leave --${aside} out.`));
  const unused = plan === undefined ? ["times"] : ["budget", "seed", "out", "json"];
  const given = unused.find(isGiven);
  if (given === undefined) return;
  const why = plan === undefined ? "without --plan" : "with --plan, which is one stored plan";
  throw new RefusalError(errors.badUsage(`--${given} has no effect ${why}.`, `Leave --${given} out.`));
}

/**
 * A plan of rows is for a target, and a plan of faults for the reference server.
 *
 * @throws RefusalError (exit 2) for the other one
 */
export function refuseOtherPlan(plan: ExplorePlan | null, { target, plan: file }: ExploreOptions): void {
  if (plan === null || (plan.rows !== undefined) === (target !== undefined)) return;
  const [what, hint] = plan.rows
    ? ["rows, which need a --target", "Add --target, and --protocol where it was given."]
    : ["faults of the reference server", "Leave --target out."];
  throw new RefusalError(errors.badUsage(`The plan ${file} has ${what}.`, hint));
}

/** The shell command that runs a stored plan again. Headers are left out: they may be credentials. */
export function againCommand(planFile: string, { set, target, protocol, with: values = {} }: ExploreOptions): string {
  const pairs = (option: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const ofTarget = target
    ? ["--target", target.href, ...(protocol === undefined ? [] : ["--protocol", protocol]), ...pairs("--with", values)]
    : [];
  const words = [
    "npx",
    "--no-install",
    "resume-gate",
    "explore",
    "--plan",
    planFile,
    ...pairs("--set", set),
    ...ofTarget,
  ];
  return words.map(quoted).join(" ");
}
