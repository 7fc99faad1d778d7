import path from "node:path";
import { InvalidArgumentError } from "commander";
import type { ResumeGateConfig } from "../config/config.ts";
import { findConfig } from "../config/find-config.ts";
import { readConfig } from "../config/read-config.ts";
import { errors, RefusalError } from "../errors.ts";
import { fill, variableValues } from "../protocols/description/template.ts";
import { refuseMissing, type Spoken } from "../run/load-protocol.ts";
import type { RunChoices } from "../run/request.ts";
import { keepSecrets } from "../secrets.ts";
import { duration, header, httpUrl } from "./arguments.ts";
import type { RunOptions } from "./run.ts";

/** What is asked for: the command line over the configuration file. */
export interface Asked {
  readonly options: Omit<RunOptions, "config"> & Pick<RunChoices, "config">;
  readonly spoken: Spoken;
}

/**
 * Reads the configuration and puts the command line over it.
 *
 * @param isGiven whether an option stands on the command line
 * @throws RefusalError (exit 2) for a configuration that cannot be used
 */
export async function withConfig(given: RunOptions, isGiven: (name: string) => boolean): Promise<Asked> {
  const { config: wanted, ...plain } = given;
  const file = wanted === false ? null : (wanted ?? findConfig(process.cwd()));
  if (file === null) return { options: plain, spoken: spokenOf(plain) };
  const config = await readConfig(file);
  const read = optionsOf(config, file);
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

/** The configuration's fields as options. */
function optionsOf(config: ResumeGateConfig, file: string): Partial<RunChoices & Pick<RunOptions, "seed" | "out">> {
  const { target, headers, duration: time, protocol: _protocol, with: _with, rows, ...same } = config;
  refuseMissing(headers, file);
  keepSecrets(variableValues(headers));
  try {
    return {
      ...same,
      ...(rows === undefined ? {} : { rows: rows === "all" ? [] : rows }),
      ...(target === undefined ? {} : { target: httpUrl(target) }),
      ...(time === undefined ? {} : { duration: duration(time) }),
      ...(headers ? { header: headersOf(fill(headers, {})) } : {}),
    };
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new RefusalError(errors.badConfig(file, error.message, "Correct it there."), { cause: error });
  }
}

function headersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.entries(headers).reduce((all, [name, value]) => header(`${name}: ${value}`, all), {});
}

/** A file is named from where the configuration stands. */
function besideFile(protocol: ResumeGateConfig["protocol"], file: string): unknown {
  if (typeof protocol !== "string" || !/[./\\]/.test(protocol)) return protocol;
  return path.resolve(path.dirname(file), protocol);
}

/** For results and messages: as short as it can be named from here. */
function shownFile(file: string): string {
  const short = path.relative(process.cwd(), path.resolve(file));
  return short.startsWith("..") ? path.resolve(file) : short;
}
