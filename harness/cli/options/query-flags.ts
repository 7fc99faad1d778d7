import { type Command, InvalidArgumentError } from "commander";
import { defaultQueryOptions } from "../../../reports/datadog/production-queries.ts";

/** Which of production's metrics are meant, and how they are named. */
export interface QueryFlags {
  readonly scope: string;
  readonly counterSuffix: string;
}

export function withQueryFlags(command: Command): Command {
  return command
    .option(
      "--scope <filter>",
      "use only these production metrics, e.g. env:production",
      filter,
      defaultQueryOptions.scope,
    )
    .option(
      "--counter-suffix <text>",
      "the end of counters' names, e.g. .count",
      suffix,
      defaultQueryOptions.counterSuffix,
    );
}

function filter(text: string): string {
  if (/^(!?[\w.\-/:*]+)(,!?[\w.\-/:*]+)*$/.test(text)) return text;
  throw new InvalidArgumentError("It must be tags separated by commas, e.g. env:production,service:assist.");
}

function suffix(text: string): string {
  if (/^(\.\w+)?$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a dot and a word, e.g. .count.");
}
