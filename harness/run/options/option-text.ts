/** Why a text is not valid for its option, as a sentence. */
export class TextProblem extends Error {}

/** A time such as `90s`, `10m`, `1h`, `500ms` or plain seconds, a day at most. @returns milliseconds */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const factors = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  const ms = match ? Number(match[1]) * factors[(match[2] ?? "s") as keyof typeof factors] : Number.NaN;
  if (!(ms > 0 && ms <= 86_400_000)) throw new TextProblem("It must be a time such as 90s, 10m or 1h.");
  return Math.round(ms);
}

/** Adds `Name: value` to the headers. */
export function header(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*)$/.exec(text);
  if (!match) throw new TextProblem('It must have the form "Name: value".');
  return { ...before, [(match[1] as string).toLowerCase()]: match[2] as string };
}

/** The address of a trace in the user's tracing system, with `{trace}` for its id. */
export function traceUrl(text: string): string {
  if (!text.includes("{trace}")) throw new TextProblem('It must have "{trace}" in place of the id.');
  httpUrl(text.replaceAll("{trace}", "0"));
  return text;
}

export function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new TextProblem("It must be an http:// or https:// URL.");
  }
  return url;
}
