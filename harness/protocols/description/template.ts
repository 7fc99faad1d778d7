/** The values of names in braces. */
export type Values = Readonly<Record<string, string>>;

/** `{name}`, or `{$NAME}` for an environment variable. */
const braces = /\{(\$?[A-Za-z_][A-Za-z0-9_]*)\}/g;

/** The names in braces of all texts in a value; those of environment variables begin with "$". */
export function namesIn(value: unknown): string[] {
  if (typeof value === "string") return [...value.matchAll(braces)].map((match) => match[1] as string);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

/**
 * The same value with each name in braces replaced. Names that have no value stay as they are.
 *
 * Environment variables are read here, when a request is made, and their values are not kept.
 */
export function fill<T>(value: T, values: Values, encode: (text: string) => string = (text) => text): T {
  if (typeof value === "string") {
    return value.replace(braces, (whole, name: string) => {
      const text = name.startsWith("$")
        ? process.env[name.slice(1)]
        : Object.hasOwn(values, name)
          ? values[name]
          : undefined;
      return text === undefined ? whole : encode(text);
    }) as T;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => fill(each, values, encode)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, values, encode)])) as T;
}

/** A text as a part of a URL. Half of a pair of surrogates, which a JSON text may hold, becomes U+FFFD, as in UTF-8 everywhere. */
export function inUrl(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    const isHalf = (unit: string) => unit >= "\ud800" && unit <= "\udfff" && unit.length === 1;
    return encodeURIComponent(Array.from(text, (unit) => (isHalf(unit) ? "\ufffd" : unit)).join(""));
  }
}

/** The names of environment variables that a value needs and that are not set. */
export function missingVariables(value: unknown): string[] {
  return namesIn(value)
    .filter((name) => name.startsWith("$") && (process.env[name.slice(1)] ?? "") === "")
    .map((name) => name.slice(1));
}

/** The values of all environment variables that a value names: secrets, which no message may show. */
export function variableValues(value: unknown): string[] {
  return namesIn(value).flatMap((name) => (name.startsWith("$") ? (process.env[name.slice(1)] ?? []) : []));
}
