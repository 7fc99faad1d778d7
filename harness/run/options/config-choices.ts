import type { ResumeGateConfig } from "../../config/config.ts";
import { errors, RefusalError } from "../../errors.ts";
import { fill, variableValues } from "../../protocols/description/template.ts";
import { keepSecrets } from "../../secrets.ts";
import { refuseMissing } from "../load-protocol.ts";
import type { RunChoices } from "../request.ts";
import { duration, header, httpUrl, TextProblem, traceUrl } from "./option-text.ts";

/** The choices that a configuration makes, without its protocol, which is loaded separately. */
export type ConfigChoices = Partial<Omit<RunChoices, "protocol" | "with">> &
  Pick<ResumeGateConfig, "seed" | "out" | "traceUrl">;

/**
 * The configuration's fields as choices.
 *
 * @param where its file or another name, for messages
 * @throws RefusalError (exit 2) for a text that is not what its field takes, or a variable that is not set
 */
export function choicesOf(config: ResumeGateConfig, where: string): ConfigChoices {
  const { target, headers, duration: time, traceUrl: trace, protocol: _protocol, with: _with, rows, ...same } = config;
  refuseMissing(headers, where);
  keepSecrets(variableValues(headers));
  try {
    return {
      ...same,
      ...(rows === undefined ? {} : { rows: rows === "all" ? [] : rows }),
      ...(trace === undefined ? {} : { traceUrl: traceUrl(trace) }),
      ...(target === undefined ? {} : { target: httpUrl(target) }),
      ...(time === undefined ? {} : { duration: duration(time) }),
      ...(headers ? { header: headersOf(fill(headers, {})) } : {}),
    };
  } catch (error) {
    if (!(error instanceof TextProblem)) throw error;
    throw new RefusalError(errors.badConfig(where, error.message, "Correct it there."), { cause: error });
  }
}

function headersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.entries(headers).reduce((all, [name, value]) => header(`${name}: ${value}`, all), {});
}
