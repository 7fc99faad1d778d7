import type { GotRecord, HalfRecord, LabRecord, SentRecord } from "../history/records.ts";
import { readPayload } from "../stage/payload.ts";
import { type ClientFinding, list, shownText } from "./findings.ts";

/** An event that the client had to deliver. */
interface Owed extends SentRecord {
  readonly data: string;
  /** When it was sent for the first time, as a whole. */
  readonly at: number;
}

/**
 * Judges what the client delivered against what was sent as a whole: each event once, in order, with its data.
 *
 * Data are unique in a row, so an event is known by them. An event type to which the client does not listen at all is not owed.
 */
export function judgeDeliveries(records: readonly LabRecord[]): ClientFinding[] {
  const owed = owedEvents(records);
  const got = records.filter((record) => record.k === "got");
  const halves = records.filter((record) => record.k === "half");
  const isAside = (record: LabRecord) => record.k === "aside" || (record.k === "sent" && record.common === true);
  const asides = new Set(records.flatMap((record) => (isAside(record) && "data" in record ? [record.data] : [])));
  const findings: ClientFinding[] = [];
  const places = new Map(owed.map(({ data }, place) => [data, place]));
  const times = new Map<number, GotRecord[]>();
  let highest = -1;
  for (const delivery of got) {
    const place = places.get(delivery.data);
    if (place === undefined) {
      if (asides.has(delivery.data)) continue;
      const finding = unknownDelivery(delivery, owed, halves);
      if (finding) findings.push(finding);
      continue;
    }
    const event = owed[place] as Owed;
    const before = times.get(place) ?? [];
    times.set(place, [...before, delivery]);
    const later = times.get(highest)?.[0];
    if (before.length === 0 && place < highest && !mayHaveCrossed(delivery, later)) {
      findings.push(reordered(event, owed[highest] as Owed, delivery));
    }
    highest = Math.max(highest, place);
    const wrong = wrongLabels(delivery, event);
    if (wrong) findings.push(wrong);
  }
  return [...findings, ...repeated(owed, times, halves), ...lost(owed, times), ...skipped(records, halves, got)];
}

/** Whether two deliveries came by POSTs of their own: each goes its own way, so the client need not have told them in this order. */
function mayHaveCrossed({ post }: GotRecord, other: GotRecord | undefined): boolean {
  return post !== undefined && post !== other?.post;
}

/** Whether the order of deliveries cannot be told, as each came by a POST of its own. */
export function mayAllHaveCrossed(records: readonly LabRecord[]): boolean {
  return new Set(records.flatMap((record) => (record.k === "got" ? (record.post ?? []) : []))).size > 1;
}

/** Types to which a client listened: a client of EventSource has to name each type but `message`. */
export function unheardTypes(records: readonly LabRecord[]): string[] {
  const data = new Set(records.flatMap((record) => (record.k === "got" ? [record.data] : [])));
  const events = records.filter((record) => record.k === "sent" && record.data !== null) as SentRecord[];
  const types = [...new Set(events.map(({ event }) => event))].filter((type) => type !== "message");
  return types.filter((type) => !events.some((event) => event.event === type && data.has(event.data as string)));
}

/** Each event that was sent, once, in the order of the streams. */
function owedEvents(records: readonly LabRecord[]): Owed[] {
  const unheard = new Set(unheardTypes(records));
  const seen = new Set<string>();
  return records.flatMap((record) => {
    if (
      record.k !== "sent" ||
      record.data === null ||
      record.common ||
      unheard.has(record.event) ||
      seen.has(record.data)
    )
      return [];
    seen.add(record.data);
    return [{ ...record, data: record.data }];
  });
}

/** A delivery whose data is no event's: another stream's, a part of an event, or changed. */
function unknownDelivery(
  { data, at }: GotRecord,
  owed: readonly Owed[],
  halves: readonly HalfRecord[],
): ClientFinding | null {
  const half = halves.find((each) => each.data === data || isPartOf(data, each.data));
  if (half) {
    const text = `Event ${half.n} was delivered although it was cut in half: ${shownText(data)}. The standard discards it.`;
    return { kind: "half-event", text, at, request: half.r };
  }
  const payload = readPayload(data);
  const streams = new Set(owed.map(({ of }) => of));
  if (payload && !streams.has(payload.of)) {
    return { kind: "foreign", text: `An event of the stream "${payload.of}" was delivered, which is another one.`, at };
  }
  const part = owed.find((each) => isPartOf(data, each.data));
  if (part) {
    const text = `A part of event ${part.n} was delivered as an event: ${shownText(data)} of ${shownText(part.data)}.`;
    return { kind: "corrupted", text, at };
  }
  const [near] = owed.filter(({ n, of }) => payload?.n === n && payload.of === of);
  const wanted = near ? `event ${near.n}, ${shownText(near.data)}` : "any event that was sent";
  return { kind: "corrupted", text: `Data was delivered that is not ${wanted}: ${shownText(data)}.`, at };
}

/** Whether a text is a part of data, from its beginning; a character that was cut may have become a replacement character. */
function isPartOf(text: string, data: string): boolean {
  const clean = text.replace(/\uFFFD+$/, "").trimEnd();
  return clean !== "" && clean.length < data.length && data.startsWith(clean);
}

function reordered(event: Owed, after: Owed, { at }: GotRecord): ClientFinding {
  return { kind: "reordered", text: `Event ${event.n} was delivered after event ${after.n}.`, at };
}

/** The id and the type, as far as the client tells them. */
function wrongLabels({ id, event, at }: GotRecord, owed: Owed): ClientFinding | null {
  if (event !== undefined && event !== null && (event || "message") !== owed.event) {
    const text = `Event ${owed.n} has the type ${shownText(owed.event)} and was delivered as ${shownText(event)}.`;
    return { kind: "corrupted", text, at };
  }
  const mayLeaveOut = !owed.hasId && (id === "" || id === null);
  if (id === undefined || id === null || id === owed.lastId || mayLeaveOut || owed.unlabelled) return null;
  const text = `Event ${owed.n} has the id ${shownText(owed.lastId)} and was delivered with ${shownText(id)}.`;
  return { kind: "corrupted", text, at };
}

function repeated(owed: readonly Owed[], times: Map<number, GotRecord[]>, halves: readonly HalfRecord[]) {
  const twice: Owed[] = [];
  const findings: ClientFinding[] = [];
  for (const [place, deliveries] of times) {
    const event = owed[place] as Owed;
    const [first] = deliveries;
    const half = halves.find(({ n, of, at }) => n === event.n && of === event.of && at < event.at);
    if (half && first && first.at < event.at) {
      const text = `Event ${event.n} was delivered before its blank line had come, and the connection was cut. The standard discards it.`;
      findings.push({ kind: "half-event", text, at: first.at, request: half.r });
    }
    if (deliveries.length > 1) twice.push(event);
  }
  if (twice.length === 0) return findings;
  const [first] = twice as [Owed];
  const again = times.get(owed.indexOf(first))?.[1];
  const text = `${twice.length === 1 ? "Event" : "Events"} ${list(twice.map(({ n }) => n))} came to the application more than once.`;
  return [...findings, { kind: "duplicated", text, at: again?.at ?? null } satisfies ClientFinding];
}

function lost(owed: readonly Owed[], times: Map<number, GotRecord[]>): ClientFinding[] {
  const missing = owed.filter((_, place) => !times.has(place));
  if (missing.length === 0) return [];
  const names = list(missing.map(({ n }) => n));
  const text = `${missing.length === 1 ? "Event" : "Events"} ${names} of ${owed.length} never came to the application.`;
  return [{ kind: "lost", text, at: null }];
}

/** A half whose id became the cursor, so that the event never comes as a whole, and which was not delivered either. */
function skipped(records: readonly LabRecord[], halves: readonly HalfRecord[], got: readonly GotRecord[]) {
  const half = halves.find(
    ({ id, data }) =>
      records.some((record) => record.k === "req" && record.cursor === id) &&
      !records.some((record) => record.k === "sent" && record.data === data) &&
      !got.some((delivery) => delivery.data === data),
  );
  if (!half) return [];
  const text = `Event ${half.n} was cut in half; its id became the cursor, and it never came to the application.`;
  return [{ kind: "lost", text, at: null } satisfies ClientFinding];
}
