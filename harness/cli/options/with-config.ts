import path from "node:path";
import type { ResumeGateConfig } from "../../config/config.ts";
import { findConfig } from "../../config/find-config.ts";
import { readConfig } from "../../config/read-config.ts";
import type { Spoken } from "../../run/load-protocol.ts";
import { choicesOf } from "../../run/options/config-choices.ts";
import type { RunChoices } from "../../run/request.ts";
import type { RunOptions } from "./run-options.ts";

/** The run's options: the command line overrides the configuration file. */
export interface Asked {
  readonly options: Omit<RunOptions, "config"> & Pick<RunChoices, "config">;
  readonly spoken: Spoken;
}

/**
 * Reads the configuration, and lets the command line override it.
 *
 * @param isGiven whether an option stands on the command line
 * @throws RefusalError (exit 2) for a configuration that cannot be used
 */
export async function withConfig(given: RunOptions, isGiven: (name: string) => boolean): Promise<Asked> {
  const { config: wanted, ...plain } = given;
  const file = wanted === false ? null : (wanted ?? findConfig(process.cwd()));
  if (file === null) return { options: plain, spoken: spokenOf(plain) };
  const config = await readConfig(file);
  const read = choicesOf(config, file);
  const options = { ...plain, config: shownFile(file) };
  const merged = { ...options, ...Object.fromEntries(Object.entries(read).filter(([name]) => !isGiven(name))) };
  if (isGiven("protocol") || config.protocol === undefined) return { options: merged, spoken: spokenOf(merged) };
  const { target } = merged;
  const values = { ...config.with, ...given.with };
  return {
    options: { ...merged, with: values },
    spoken: { protocol: besideFile(config.protocol, file), file, with: values, ...(target ? { target } : {}) },
  };
}

function spokenOf({ protocol, with: values, target }: RunChoices): Spoken {
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(values ? { with: values } : {}),
    ...(target ? { target } : {}),
  };
}

/** A path in the configuration is relative to the configuration's folder. */
function besideFile(protocol: ResumeGateConfig["protocol"], file: string): unknown {
  if (typeof protocol !== "string" || !/[./\\]/.test(protocol)) return protocol;
  return path.resolve(path.dirname(file), protocol);
}

/** The path as results and messages show it: relative if the file is in this folder or below. */
function shownFile(file: string): string {
  const short = path.relative(process.cwd(), path.resolve(file));
  return short.startsWith("..") ? path.resolve(file) : short;
}
