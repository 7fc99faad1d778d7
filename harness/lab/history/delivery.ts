/** What a client says that it delivered: one event. */
export interface Delivery {
  readonly id?: string | null;
  readonly event?: string | null;
  readonly data: string;
  /** The client gave the value that the data's JSON holds. How it was written cannot be told any more. */
  readonly parsed?: true;
  /** Which of its POSTs brought it, counted from 0. Those that are under way at once may overtake one another. */
  readonly post?: number;
}

/**
 * The delivery that a line of a client's output is; null for any other line, so that a client may print what it likes besides.
 *
 * `data` is a string. Clients that parse JSON before they hand it on may give the value instead.
 */
export function readDelivery(line: string): Delivery | null {
  try {
    return asDelivery(JSON.parse(line));
  } catch {
    return null; // no JSON, or nested so deeply that it cannot be written again
  }
}

/** The deliveries in the body of a POST: one object, a list of them, or one a line. Null when there is none. */
export function readDeliveries(body: string): readonly Delivery[] | null {
  const whole = parse(body);
  const values = Array.isArray(whole) ? whole : whole === undefined ? body.split("\n").map(parse) : [whole];
  const deliveries = values.map(asDelivery).filter((each) => each !== null);
  return deliveries.length > 0 ? deliveries : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asDelivery(value: unknown): Delivery | null {
  if (typeof value !== "object" || value === null || !("data" in value)) return null;
  const { id, event, data } = value as { id?: unknown; event?: unknown; data: unknown };
  return {
    ...(id === undefined ? {} : { id: id === null ? null : String(id) }),
    ...(event === undefined ? {} : { event: event === null ? null : String(event) }),
    ...(typeof data === "string" ? { data } : { data: JSON.stringify(data), parsed: true }),
  };
}
