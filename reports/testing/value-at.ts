/** The value at a JSON pointer (RFC 6901), or undefined. */
export function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
