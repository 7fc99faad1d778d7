import { cannotSee } from "../protocols/description/cannot-see.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { parseJson } from "../protocols/description/json-pointer.ts";
import type { Observation, SeenEvent } from "./observe.ts";

/** What four requests showed: a stream watched for long, one cut early, the resume of that one, and a cursor that nobody issued. */
export interface Observations {
  readonly path: string;
  readonly watched: Observation;
  readonly cut: Observation;
  /** Null: there was no id to resume from. */
  readonly resumed: Observation | null;
  readonly unknown: Observation | null;
}

/** What was learned, as sentences, and the description's fields that follow from it. */
export interface Inferred {
  readonly sentences: readonly string[];
  /** Why there is no proof; empty when the description is complete. */
  readonly lacks: readonly string[];
  /** Field → what it was inferred from. */
  readonly reasons: Readonly<Partial<Record<keyof StreamDescription, string>>>;
  readonly description: Partial<StreamDescription>;
}

/** Infers the description. Pure. Where there are two possible readings, it says so and takes the one that claims less. */
export function inferDescription({ path, watched, cut, resumed, unknown }: Observations): Inferred {
  const all = [...watched.events];
  const counter = counterOf(all);
  const aside = counter === null ? [] : typesWithout(counter, all);
  const end = endOf(watched);
  const proof = proofOf(counter, watched, cut);
  const lacks: string[] = [];
  if (proof === null) {
    lacks.push(
      'No proof was found. Give each event a number; or, if two clients of one stream get the same events, write proof: ["witness"].',
    );
  }
  const ids = idSentence(all);
  const sentences = [
    `${all.length} events came in ${(lastAt(watched) / 1_000).toFixed(1)} s; ${watched.ended === "closed" ? "then the server closed the stream" : "the stream was still open then"}.`,
    ids,
    ...(counter === null
      ? []
      : [
          `A counter without gaps stands in ${counter.pointer === "id" ? "the id" : `the data at ${counter.pointer}`}, from ${counter.from}.`,
        ]),
    ...(aside.length === 0
      ? []
      : [`Events of type ${aside.join(", ")} carry no number: they are taken as the connection's own.`]),
    ...(watched.commentsMs.length === 0 ? [] : [heartbeat(watched.commentsMs)]),
    ...(watched.retryMs === null ? [] : [`The server asks for ${watched.retryMs} ms before a reconnect (retry:).`]),
    endSentence(end.rule, watched),
    ...(proof === null ? [] : [proof.sentence]),
    resumeSentence(cut, resumed),
    ...(unknown === null ? [] : [unknownSentence(all, unknown)]),
  ];
  const hasIds = all.some(({ id }) => id !== null && id !== "");
  return {
    sentences,
    lacks,
    reasons: {
      open: "the address that was given",
      cursor: resumeSentence(cut, resumed),
      end:
        watched.ended === "closed"
          ? "what came last before the server closed the stream"
          : "nothing ended the stream while it was watched",
      ...(aside.length === 0 ? {} : { aside: "these events carry no number" }),
      ...(proof === null ? {} : { proof: proof.reason }),
    },
    description: {
      open: { get: path },
      cursor: hasIds ? { from: "id", send: { header: "Last-Event-ID" } } : { from: "none" },
      end: [end.rule],
      ...(aside.length === 0 ? {} : { aside: aside.map((event) => ({ event })) }),
      ...(proof === null ? {} : { proof: proof.proof }),
    },
  };
}

interface FoundProof {
  readonly proof: StreamDescription["proof"];
  readonly reason: string;
  /** What can be proved with it, and what cannot. */
  readonly sentence: string;
}

/** A counter proves most; where there is none, a stream that reads the same twice can be read by a witness. */
function proofOf(counter: Counter | null, watched: Observation, cut: Observation): FoundProof | null {
  if (counter !== null) {
    const { pointer: number, from, seen } = counter;
    const [first] = cut.events;
    const again = first && numbersOf(first).find(([place]) => place === number)?.[1];
    const alike = again === undefined || again === from;
    const proof = [alike ? { number, from } : { number }];
    const shared = alike ? "" : `; another reading began with ${again}, so all clients read one stream`;
    return {
      proof,
      reason: `${seen} events were numbered without a gap${shared}`,
      sentence: `So lost, doubled and moved events can be proved by their numbers. What cannot: ${cannotSee({ proof })}`,
    };
  }
  const same = cut.events.length >= 3 && cut.events.every((event, i) => sameEvent(event, watched.events[i]));
  if (!same) return null;
  const proof = ["witness" as const];
  return {
    proof,
    reason: "two readings of the stream began with the same events",
    sentence: `Events have no numbers, and two readings began alike. So a second client can be the witness of what each stream holds. What cannot be proved: ${cannotSee({ proof })}`,
  };
}

function sameEvent(a: SeenEvent, b: SeenEvent | undefined): boolean {
  return b !== undefined && a.id === b.id && a.type === b.type && a.data === b.data;
}

function endSentence(rule: NonNullable<StreamDescription["end"]>[number], { ended }: Observation): string {
  if (ended !== "closed" && typeof rule === "object" && "after" in rule) {
    return `Nothing ended the stream while it was watched, so each client leaves after ${rule.after} events. If an event ends it, write that one.`;
  }
  if (rule === "close") {
    return "The last event looks like the others, so the server's close is taken as the end. A client cannot tell such a close from a server that went away: an event that says so would be better.";
  }
  return `The last event was told by ${JSON.stringify(rule)}.`;
}

interface Counter {
  readonly pointer: string;
  readonly from: number;
  readonly seen: number;
}

/** The place where at least three events, and three of four of all, carry numbers that rise by one. The id is looked at first. */
function counterOf(events: readonly SeenEvent[]): Counter | null {
  const byPlace = new Map<string, number[]>();
  for (const event of events) {
    for (const [place, value] of numbersOf(event)) byPlace.set(place, [...(byPlace.get(place) ?? []), value]);
  }
  for (const [pointer, values] of [...byPlace].sort(([a], [b]) => Number(b === "id") - Number(a === "id"))) {
    const [from = -1] = values;
    const rises = values.every((value, i) => value === from + i);
    if (rises && from >= 0 && values.length >= 3 && values.length * 4 >= events.length * 3) {
      return { pointer, from, seen: values.length };
    }
  }
  return null;
}

function numbersOf({ id, data }: SeenEvent): [string, number][] {
  const found: [string, number][] = id !== null && /^\d{1,15}$/.test(id) ? [["id", Number(id)]] : [];
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value === "number" && Number.isSafeInteger(value) && pointer !== "") found.push([pointer, value]);
    if (typeof value !== "object" || value === null || Array.isArray(value) || depth === 0) return;
    for (const [key, each] of Object.entries(value)) {
      visit(each, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth - 1);
    }
  };
  visit(parseJson(data), "", 3);
  return found;
}

function typesWithout({ pointer }: Counter, events: readonly SeenEvent[]): string[] {
  const numbered = new Set(
    events.filter((event) => numbersOf(event).some(([place]) => place === pointer)).map(({ type }) => type),
  );
  const types = new Set(events.slice(0, -1).map(({ type }) => type)); // the last one may be the end
  return [...types].filter((type) => !numbered.has(type));
}

/** Events after which a client leaves a stream that nothing ends: enough for two cuts, and not more than came while it was watched. */
const enough = 40;

function endOf({ events, ended }: Observation): { readonly rule: NonNullable<StreamDescription["end"]>[number] } {
  const last = events.at(-1);
  if (ended !== "closed" || !last) return { rule: { after: Math.max(5, Math.min(enough, events.length)) } };
  const before = events.slice(0, -1);
  if (before.every(({ type }) => type !== last.type) && last.type !== "message") return { rule: { event: last.type } };
  const json = parseJson(last.data);
  if (typeof json !== "object" && before.every(({ data }) => data !== last.data)) return { rule: { data: last.data } };
  for (const key of ["type", "event", "status", "done"]) {
    const value = (json as Record<string, unknown> | null)?.[key];
    const others = before.map(({ data }) => (parseJson(data) as Record<string, unknown> | null | undefined)?.[key]);
    if ((typeof value === "string" || typeof value === "boolean") && others.every((each) => each !== value)) {
      return { rule: { pointer: `/${key}`, equals: value } };
    }
  }
  return { rule: "close" };
}

function idSentence(events: readonly SeenEvent[]): string {
  const ids = events.map(({ id }) => id).filter((id) => id !== null);
  if (ids.length === 0) return "No event has an id: a client cannot say where it stopped.";
  const sparse = ids.length < events.length ? ` Only ${ids.length} of ${events.length} events have one.` : "";
  if (new Set(ids).size < ids.length)
    return `Ids repeat: ${JSON.stringify(ids.find((id, i) => ids.indexOf(id) < i))} came more than once.${sparse}`;
  const numbers = ids.map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Number.NaN));
  if (numbers.some(Number.isNaN)) return `Ids are opaque, such as ${JSON.stringify(ids[0])}.${sparse}`;
  const contiguous = numbers.every((each, i) => i === 0 || each === (numbers[i - 1] as number) + 1);
  return `Ids are ${contiguous ? "contiguous integers" : "integers with gaps"}, from ${ids[0]}.${sparse}`;
}

function resumeSentence(cut: Observation, resumed: Observation | null): string {
  if (resumed === null)
    return "Without an id there was nothing to resume from: a reconnect reads the stream from wherever the server begins.";
  if (resumed.status !== 200) return `A resume was answered ${resumed.status}.`;
  const cursor = cut.events.findLast(({ id }) => id !== null)?.id ?? null;
  const [first] = resumed.events;
  if (!first) return `A resume after id ${JSON.stringify(cursor)} was answered 200 and sent no event.`;
  if (first.id === cursor)
    return `A resume after id ${JSON.stringify(cursor)} sends that event again; it should begin after it.`;
  if (first.id !== null && first.id === cut.events[0]?.id)
    return "A resume replays the stream from its start: the cursor was not used.";
  return `A resume after id ${JSON.stringify(cursor)} begins with ${JSON.stringify(first.id)}.`;
}

function unknownSentence(all: readonly SeenEvent[], unknown: Observation): string {
  const [first] = unknown.events;
  if (unknown.status !== 200) return `A cursor that was never issued is answered ${unknown.status}.`;
  if (!first) return "A cursor that was never issued is answered 200, and no event came.";
  const from =
    first.id !== null && first.id === all[0]?.id
      ? "starts from the beginning"
      : `begins with ${JSON.stringify(first.id)}`;
  return `A cursor that was never issued is answered 200 and ${from}. The standard leaves that open.`;
}

function heartbeat(at: readonly number[]): string {
  const gaps = at.slice(1).map((each, i) => each - (at[i] as number));
  const every = gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return every === null
    ? "One comment came, perhaps a heartbeat."
    : `A comment came every ${(every / 1_000).toFixed(1)} s, as a heartbeat.`;
}

function lastAt({ events }: Observation): number {
  return events.at(-1)?.atMs ?? 0;
}
