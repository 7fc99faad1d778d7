import { connect, type Datadog } from "../../../reports/datadog/connection/connect-datadog.ts";
import { DatadogFailure } from "../../../reports/datadog/connection/datadog-failure.ts";
import { settingsFrom } from "../../../reports/datadog/connection/datadog-settings.ts";
import { redact } from "../../../reports/datadog/connection/transport.ts";
import { errors, RefusalError } from "../../errors.ts";
import { requirePeers } from "../../peers.ts";
import { withoutSecrets } from "../../secrets.ts";

/** Runs `action` with Datadog and turns its failures into refusals. Keys come from the environment only. */
export async function withDatadog<Answer>(
  { url, needsAppKey }: { readonly url: string | undefined; readonly needsAppKey: boolean },
  action: (datadog: Datadog) => Promise<Answer>,
): Promise<Answer> {
  const settings = settingsFrom(process.env, { needsAppKey, url });
  if ("missing" in settings) throw new RefusalError(errors.datadogKeys(settings.missing.join(" and ")));
  if ("wrong" in settings) throw new RefusalError(errors.badUsage(withoutKeys(`${settings.wrong}.`), settings.hint));
  requirePeers("datadog");
  try {
    return await action(await connect(settings));
  } catch (error) {
    throw error instanceof DatadogFailure ? refusalOf(error) : error;
  }
}

/** The refusal has no cause, because the cause may contain a key. */
export function refusalOf({ kind, where, seen }: DatadogFailure): RefusalError {
  const refused = kind === "keys" || kind === "refused";
  const [at, what] = [withoutKeys(where), withoutKeys(seen)];
  return new RefusalError(refused ? errors.datadogRefused(at, what) : errors.datadogAway(at, what));
}

/** All output of the verbs goes through this, because a run's id, a file's name or a URL may contain a key, too. */
export function withoutKeys(text: string): string {
  const keys = [process.env.DD_API_KEY, process.env.DD_APP_KEY].map((key) => key?.trim() ?? "");
  return withoutSecrets(redact(text, keys));
}

export function print(text: string): void {
  process.stdout.write(withoutKeys(text));
}
