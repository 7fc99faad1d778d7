/** Values that no message may show, such as those of environment variables that requests carry. */
const kept = new Set<string>();
/** Shorter values are not secrets, and would be found in ordinary words. */
const shortest = 6;

export function keepSecrets(values: readonly string[]): void {
  for (const value of values) if (value.length >= shortest) kept.add(value);
}

/** The text with every known secret replaced. */
export function withoutSecrets(text: string): string {
  let shown = text;
  for (const secret of kept) shown = shown.replaceAll(secret, "(hidden)");
  return shown;
}

/** An address that may be shown: without user and password, and without a query, which may contain a key. */
export function withoutCredentials({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
