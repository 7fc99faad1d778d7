/** One field that is not as wanted. */
export interface FieldDiff {
  /** E.g. `options.thresholds.critical`. */
  readonly path: string;
  readonly actual: unknown;
  readonly wanted: unknown;
}

/**
 * Where `actual` differs from `wanted`. Fields that only `actual` has are ignored, because Datadog adds fields of its own. Tags are a
 * set; other lists have an order. "metric alert" and "query alert" are one type, which Datadog swaps by itself.
 */
export function diff(wanted: unknown, given: unknown, path = ""): FieldDiff[] {
  const actual = parsed(given);
  if (wanted === undefined || same(path, wanted, actual)) return [];
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    if (wanted.length !== actual.length) return [{ path, actual, wanted }];
    return wanted.flatMap((each, i) => diff(each, actual[i], `${path}[${i}]`));
  }
  if (isRecord(wanted) && isRecord(actual)) {
    return Object.entries(wanted).flatMap(([key, value]) => diff(value, actual[key], path ? `${path}.${key}` : key));
  }
  return [{ path, actual, wanted }];
}

function same(path: string, wanted: unknown, actual: unknown): boolean {
  if (Object.is(wanted, actual)) return true;
  if (path === "tags" && Array.isArray(wanted) && Array.isArray(actual)) {
    return new Set(wanted).size === new Set(actual).size && wanted.every((tag) => actual.includes(tag));
  }
  const alert = ["metric alert", "query alert"];
  return path === "type" && alert.includes(String(wanted)) && alert.includes(String(actual));
}

/** The client wraps an object that it does not know into an `UnparsedObject`, with Datadog's own names. */
function parsed(value: unknown): unknown {
  if (!isRecord(value) || value.constructor?.name !== "UnparsedObject") return value;
  return camelCased(value._data);
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isRecord(value)) return value;
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [camel(name), camelCased(each)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
