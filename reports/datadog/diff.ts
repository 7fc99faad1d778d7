/** One field that is not as wanted. */
export interface FieldDiff {
  /** E.g. `options.thresholds.critical`. */
  readonly path: string;
  readonly actual: unknown;
  readonly wanted: unknown;
}

/**
 * Where `actual` differs from `wanted`. Only what is wanted is looked at, as Datadog adds fields of its own. Tags are a set;
 * other lists have an order. "metric alert" and "query alert" are one type, which Datadog swaps by itself.
 */
export function diff(wanted: unknown, actual: unknown, path = ""): FieldDiff[] {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
