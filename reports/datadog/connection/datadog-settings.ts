/** Where Datadog is and the keys to it. */
export interface DatadogSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** Empty where only the API key is needed. */
  readonly appKey: string;
}

export type SettingsProblem =
  | { readonly missing: readonly string[] }
  | { readonly wrong: string; readonly hint: string };

type Variables = Readonly<Record<string, string | undefined>>;

/** https://docs.datadoghq.com/getting_started/site/ : a key must not be sent anywhere else by a typing error. */
const site = /^(?:(?:[a-z]{2}\d\.)?datadoghq\.com|datadoghq\.eu|(?:us2\.)?ddog-gov\.com)$/;

/**
 * The settings from `DD_API_KEY`, `DD_APP_KEY` and `DD_SITE` (default `datadoghq.com`). `DD_URL`, or `url`, takes the
 * place of the site: a proxy or a stand-in.
 */
export function settingsFrom(
  variables: Variables,
  { needsAppKey, url }: { readonly needsAppKey: boolean; readonly url?: string | undefined },
): DatadogSettings | SettingsProblem {
  const apiKey = variables.DD_API_KEY?.trim() ?? "";
  const appKey = variables.DD_APP_KEY?.trim() ?? "";
  const missing = [...(apiKey ? [] : ["DD_API_KEY"]), ...(needsAppKey && !appKey ? ["DD_APP_KEY"] : [])];
  if (missing.length > 0) return { missing };
  for (const [name, key] of Object.entries({ DD_API_KEY: apiKey, DD_APP_KEY: appKey })) {
    if (!/^[\x21-\x7e]*$/.test(key))
      return { wrong: `${name} contains characters that no key contains`, hint: "Copy the key again." };
  }
  const base = url ?? variables.DD_URL;
  if (base) {
    const parsed = URL.parse(base);
    if (parsed && isSafe(parsed)) return { url: parsed.href.replace(/\/+$/, ""), apiKey, appKey };
    const hint = "It must be an https:// URL without user, query or hash. http:// is allowed only to this machine.";
    return { wrong: `The keys are not sent to ${parsed?.origin ?? "an address that is not a URL"}`, hint };
  }
  const name = variables.DD_SITE?.trim() || "datadoghq.com";
  if (!site.test(name)) {
    return {
      wrong: `DD_SITE "${name}" is not a Datadog site`,
      hint: "For example datadoghq.com, datadoghq.eu, us5.datadoghq.com.",
    };
  }
  return { url: `https://api.${name}`, apiKey, appKey };
}

function isSafe({ protocol, hostname, username, password, search, hash }: URL): boolean {
  if (username || password || search || hash) return false;
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}
