import type { RunSettings } from "../../history/run-info.ts";
import type { RunChoices } from "../request.ts";

/** Written into the results in place of a secret. */
export const hidden = "(hidden)";

/** What the results keep of the command line, so that `reproduce` can repeat it. Neither headers nor values of secrets. */
export function runSettings(names: readonly string[], options: RunChoices): RunSettings {
  const { set, streams, rate, duration, realTime, protocol, engine, trace, http2, config } = options;
  return {
    scenarios: [...names],
    set: set.map(withoutSecret),
    ...(streams === undefined ? {} : { streams }),
    ...(rate === undefined ? {} : { rate }),
    ...(duration === undefined ? {} : { durationMs: duration }),
    ...(realTime ? { realTime } : {}),
    ...(protocol === undefined ? {} : { protocol }),
    ...(options.with
      ? { with: Object.entries(options.with).map(([name, value]) => withoutSecret(`${name}=${value}`)) }
      : {}),
    ...(config ? { config } : {}),
    ...(options.rows ? { rows: [...options.rows] } : {}),
    engine,
    ...(http2 ? { http2: true } : {}),
    ...(trace === false ? { noTrace: true } : {}),
  };
}

function withoutSecret(set: string): string {
  return set.replace(/^([^=]*(?:SECRET|TOKEN|PASSWORD|_KEY|_URL)[^=]*)=.*$/s, `$1=${hidden}`);
}
