import { connect, type Datadog } from "../../reports/datadog/connect.ts";
import { DatadogFailure } from "../../reports/datadog/failure.ts";
import { settingsFrom } from "../../reports/datadog/settings.ts";
import { errors, RefusalError } from "../errors.ts";

/** What `action` does with Datadog, its failures turned into refusals. Keys come from the environment only. */
export async function withDatadog<Answer>(
  { url, needsAppKey }: { readonly url: string | undefined; readonly needsAppKey: boolean },
  action: (datadog: Datadog) => Promise<Answer>,
): Promise<Answer> {
  const settings = settingsFrom(process.env, { needsAppKey, url });
  if ("missing" in settings) throw new RefusalError(errors.datadogKeys(settings.missing.join(" and ")));
  if ("wrong" in settings) throw new RefusalError(errors.badUsage(`${settings.wrong}.`, settings.hint));
  try {
    return await action(await connect(settings));
  } catch (error) {
    throw error instanceof DatadogFailure ? refusalOf(error) : error;
  }
}

/** Without a cause: what failed below is told, and nothing else of it is shown. */
export function refusalOf({ kind, where, seen }: DatadogFailure): RefusalError {
  const refused = kind === "keys" || kind === "refused";
  return new RefusalError(refused ? errors.datadogRefused(where, seen) : errors.datadogAway(where, seen));
}
