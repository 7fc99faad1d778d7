/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
export function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const key of partsOf(pointer)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/**
 * A copy of an object with a value at a pointer. Missing objects on the way are created.
 *
 * @throws RangeError where a list on the way does not have the item that is named
 */
export function withValueAt(value: unknown, pointer: string, put: unknown): unknown {
  const [key, ...rest] = partsOf(pointer);
  if (key === undefined) return put;
  const own = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const next = withValueAt(
    own[key],
    rest.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
    put,
  );
  if (Array.isArray(value)) {
    if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) >= value.length) throw new RangeError(`There is no item ${key}.`);
    return value.map((each, place) => (place === Number(key) ? next : each));
  }
  return { ...own, [key]: next };
}

/** Parsed pointers: they are few, and used for each event. */
const known = new Map<string, readonly string[]>();
const mostKnown = 1_000;

function partsOf(pointer: string): readonly string[] {
  const before = known.get(pointer);
  if (before !== undefined) return before;
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (known.size < mostKnown) known.set(pointer, parts);
  return parts;
}

/** A text as JSON; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
