import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestOfText } from "../../sse/digest.ts";
import { placeByReplay } from "./by-replay.ts";
import { placeByWitness } from "./by-witness.ts";
import { Marks } from "./marks.ts";
import { DEVIATION, type PlacedReading, type Reading } from "./placed.ts";

/** Events as words: "a b c", where "4:b" has the id 4. */
function marksOf(text: string): Marks {
  const marks = new Marks();
  for (const word of text.split(" ").filter(Boolean)) {
    const [id, content] = word.includes(":") ? (word.split(":") as [string, string]) : ["", word];
    marks.push(id === "" ? 0 : digestOfText(id), digestOfText(content), digestOfText(`${content}!`));
  }
  return marks;
}

/** Connections, each as the count of events that its cursor covers, and what came. */
const readingsOf = (...connections: readonly (readonly [covered: number, text: string])[]): Reading[] =>
  connections.map(([covered, text]) => ({ from: covered - 1, marks: marksOf(text) }));

const deviationNames = {
  [DEVIATION.none]: "",
  [DEVIATION.altered]: " altered",
  [DEVIATION.foreign]: " foreign",
  [DEVIATION.unknown]: " unknown",
};
const shown = (readings: readonly PlacedReading[]) =>
  readings.map(({ events }) =>
    events
      .map(({ seq, dropped, deviation }) => `${seq}${dropped ? " again" : ""}${deviationNames[deviation]}`)
      .join(", "),
  );
const nowhere = () => false;

describe("by a witness", () => {
  const whole = "1:a 2:b 3:c 4:d 5:e 6:f";
  test.each([
    { claim: "a whole stream", came: [[0, whole]], places: ["0, 1, 2, 3, 4, 5"] },
    {
      claim: "cut and resumed after the cursor",
      came: [
        [0, "1:a 2:b 3:c"],
        [3, "4:d 5:e 6:f"],
      ],
      places: ["0, 1, 2", "3, 4, 5"],
    },
    {
      claim: "a silent gap after the cursor",
      came: [
        [0, "1:a 2:b"],
        [2, "5:e 6:f"],
      ],
      places: ["0, 1", "4, 5"],
    },
    {
      claim: "the cursor's own event again",
      came: [
        [0, "1:a 2:b"],
        [2, "2:b 3:c"],
      ],
      places: ["0, 1", "1 again, 2"],
    },
    {
      claim: "everything again",
      came: [
        [0, "1:a 2:b"],
        [2, "1:a 2:b 3:c"],
      ],
      places: ["0, 1", "0 again, 1 again, 2"],
    },
    { claim: "two events in the wrong order", came: [[0, "1:a 3:c 2:b 4:d"]], places: ["0, 2, 1 again, 3"] },
    { claim: "another content under its id", came: [[0, "1:a 2:x 3:c"]], places: ["0, 1 altered, 2"] },
    {
      claim: "an event that no other reading has, among the true ones",
      came: [[0, "1:a 9:z 2:b"]],
      places: ["0, -1 unknown, 1"],
    },
    { claim: "an event of another stream", came: [[0, "1:a 8:q 2:b"]], places: ["0, -1 foreign, 1"] },
    {
      claim: "sparse ids: what came after the cursor comes again",
      came: [
        [0, "1:a 2:b 3:c"],
        [1, "2:b 3:c 4:d"],
      ],
      places: ["0, 1, 2", "1 again, 2 again, 3"],
    },
  ] as { claim: string; came: [number, string][]; places: string[] }[])("$claim", ({ came, places }) => {
    const isElsewhere = (key: string) => key === marksOf("8:q").key(0);
    const found = placeByWitness(readingsOf(...came), marksOf(whole), { shared: false, isElsewhere });
    expect(shown(found.readings)).toEqual(places);
    expect(found.total).toBe(6);
  });

  const repeated = "a b a b c a b a b d";
  test.each([
    { claim: "the same words again and again", came: [[0, repeated]], places: ["0, 1, 2, 3, 4, 5, 6, 7, 8, 9"] },
    { claim: "one of them is lost", came: [[0, "a b b c a b a b d"]], places: ["0, 1, 3, 4, 5, 6, 7, 8, 9"] },
    {
      claim: "one of them comes twice",
      came: [
        [0, "a b"],
        [2, "b a b c a b a b d"],
      ],
      places: ["0, 1", "1 again, 2, 3, 4, 5, 6, 7, 8, 9"],
    },
    { claim: "one of them was changed", came: [[0, "a b x b c"]], places: ["0, 1, 2 altered, 3, 4"] },
  ] as { claim: string; came: [number, string][]; places: string[] }[])("without ids: $claim", ({ came, places }) => {
    const found = placeByWitness(readingsOf(...came), marksOf(repeated), { shared: false, isElsewhere: nowhere });
    expect(shown(found.readings)).toEqual(places);
  });

  test.each([
    {
      claim: "the client began later",
      came: [
        [0, "3:c 4:d"],
        [2, "5:e 6:f"],
      ],
      places: ["0, 1", "2, 3"],
    },
    {
      claim: "the client began earlier: what the witness did not see is only counted",
      came: [[0, "8:y 9:z 1:a 2:b"]],
      places: ["0, 1, 2, 3"],
    },
    {
      claim: "the client read on: likewise",
      came: [
        [0, "5:e 6:f 7:g"],
        [3, "8:h"],
      ],
      places: ["0, 1, 2", "3"],
    },
    {
      claim: "all that came before the first cut was before the witness",
      came: [
        [0, "8:y 9:z"],
        [2, "1:a 2:b 3:c"],
      ],
      places: ["0, 1", "2, 3, 4"],
    },
    {
      claim: "a gap after such a cut",
      came: [
        [0, "8:y 9:z"],
        [2, "1:a 3:c"],
      ],
      places: ["0, 1", "2, 4"],
    },
    {
      claim: "a gap in what both saw",
      came: [
        [0, "8:y 1:a 2:b"],
        [3, "4:d"],
      ],
      places: ["0, 1, 2", "4"],
    },
  ] as { claim: string; came: [number, string][]; places: string[] }[])(
    "of a shared stream: $claim",
    ({ came, places }) => {
      const found = placeByWitness(readingsOf(...came), marksOf(whole), { shared: true, isElsewhere: nowhere });
      expect(shown(found.readings)).toEqual(places);
      expect(found.total).toBeNull();
    },
  );
});

test.each([
  { claim: "after the witness' last event", came: [0, "a b c a b"], places: ["0, 1, 2, 3, 4"] },
  { claim: "before the witness' first event", came: [0, "c d a b c"], places: ["0, 1, 2, 3, 4"] },
] as { claim: string; came: [number, string]; places: string[] }[])(
  "of a shared stream without ids, the same words $claim are events that it did not see",
  ({ came, places }) => {
    const witness = marksOf(came[1].startsWith("c") ? "d a b c" : "a b c");
    const found = placeByWitness(readingsOf(came), witness, { shared: true, isElsewhere: nowhere });
    expect(shown(found.readings)).toEqual(places);
  },
);

describe("by a replay from the start", () => {
  test.each([
    {
      claim: "a true replay",
      came: [
        [0, "a b c"],
        [0, "a b c d"],
      ],
      places: ["0, 1, 2", "0 again, 1 again, 2 again, 3"],
    },
    {
      claim: "a replay that is cut, and another",
      came: [
        [0, "a b c"],
        [0, "a b"],
        [0, "a b c d"],
      ],
      places: ["0, 1, 2", "0 again, 1 again", "0 again, 1 again, 2 again, 3"],
    },
    {
      claim: "a replay without one event: the client drops a new one for it",
      came: [
        [0, "a b c d"],
        [0, "a c d e f"],
      ],
      places: ["0, 1, 2, 3", "0 again, 2 again, 3 again, 4 again, 5"],
    },
    {
      claim: "a replay with one event twice: the client takes an old one for new",
      came: [
        [0, "a b c"],
        [0, "a b b c d"],
      ],
      places: ["0, 1, 2", "0 again, 1 again, 1 again, 2 again, 3"],
    },
    {
      claim: "a replay with a changed event",
      came: [
        [0, "a b c"],
        [0, "a x c d"],
      ],
      places: ["0, 1, 2", "0 again, 1 again altered, 2 again, 3"],
    },
    {
      claim: "a replay that leaves out the rest: new events are dropped",
      came: [
        [0, "a b c d"],
        [0, "a e f g h"],
      ],
      places: ["0, 1, 2, 3", "0 again, 4 again, 5 again, 6 again, 7"],
    },
    {
      claim: "the same words in new events are new",
      came: [
        [0, "a b"],
        [0, "a b a b"],
      ],
      places: ["0, 1", "0 again, 1 again, 2, 3"],
    },
    {
      claim: "an id that came before, after the replay",
      came: [
        [0, "1:a 2:b"],
        [2, "2:b 3:c"],
      ],
      places: ["0, 1", "1 again, 2"],
    },
  ] as { claim: string; came: [number, string][]; places: string[] }[])("$claim", ({ came, places }) => {
    expect(shown(placeByReplay(readingsOf(...came), nowhere).readings)).toEqual(places);
  });
});

/** A stream's events with few different words, and where it is cut. */
const streams = fc.record({
  words: fc.array(fc.constantFrom("a", "b", "c"), { minLength: 2, maxLength: 40 }),
  ids: fc.boolean(),
  cuts: fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }),
  pick: fc.nat(),
});
const eventsOf = ({ words, ids }: { words: readonly string[]; ids: boolean }) =>
  words.map((word, at) => (ids ? `${at + 1}:${word}` : word));

describe("a client of a correct server has no findings", () => {
  test("whatever its words, wherever it is cut, with a cursor", () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const events = eventsOf(stream);
        const cuts = [...new Set(stream.cuts.map((cut) => cut % events.length))].sort((a, b) => a - b);
        const connections = [0, ...cuts].map((from, number): [number, string] => [
          from,
          events.slice(from, cuts[number] ?? events.length).join(" "),
        ]);
        const witness = marksOf(events.join(" "));
        for (const shared of [false, true]) {
          const found = placeByWitness(readingsOf(...connections), witness, { shared, isElsewhere: nowhere });
          const placed = found.readings.flatMap((reading) => reading.events);
          expect(placed).toEqual(events.map((_, seq) => ({ seq, dropped: false, deviation: DEVIATION.none })));
        }
      }),
    );
  });

  test("whose streams are shared, wherever its witness begins and ends, if its events have ids", () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.nat(), (stream, begin, end) => {
        const events = eventsOf(stream).map((event, place) => `${place + 1}:${event.split(":").at(-1)}`);
        const cuts = [...new Set(stream.cuts.map((cut) => cut % events.length))].sort((a, b) => a - b);
        const connections = [0, ...cuts].map((from, number): [number, string] => [
          from,
          events.slice(from, cuts[number] ?? events.length).join(" "),
        ]);
        const from = begin % events.length;
        const witness = marksOf(events.slice(from, from + 1 + (end % (events.length - from))).join(" "));
        const found = placeByWitness(readingsOf(...connections), witness, { shared: true, isElsewhere: nowhere });
        const placed = found.readings.flatMap((reading) => reading.events);
        expect(placed).toEqual(events.map((_, seq) => ({ seq, dropped: false, deviation: DEVIATION.none })));
      }),
    );
  });

  test("and with a replay from the start at each return", () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const events = eventsOf(stream);
        const cuts = stream.cuts.map((cut) => cut % events.length);
        const connections = [...cuts, events.length].map((end): [number, string] => [
          0,
          events.slice(0, end).join(" "),
        ]);
        const { readings, strangers } = placeByReplay(readingsOf(...connections), nowhere);
        expect(strangers).toBe(0);
        for (const { events: placed } of readings)
          expect(placed.map(({ seq }) => seq)).toEqual(placed.map((_, at) => at));
        const fresh = readings.flatMap((reading) => reading.events).filter(({ dropped }) => !dropped);
        expect(fresh.map(({ seq }) => seq)).toEqual(events.map((_, seq) => seq));
      }),
    );
  });
});

test("an event taken out of the way from the witness' stream to the client leaves a gap of one", () => {
  fc.assert(
    fc.property(streams, (stream) => {
      const events = eventsOf(stream);
      const gone = stream.pick % (events.length - 1);
      const rest = events.filter((_, at) => at !== gone);
      const found = placeByWitness(readingsOf([0, rest.join(" ")]), marksOf(events.join(" ")), {
        shared: false,
        isElsewhere: nowhere,
      });
      const seqs = found.readings
        .flatMap((reading) => reading.events.filter(({ dropped }) => !dropped))
        .map(({ seq }) => seq);
      expect(found.total).toBe(events.length);
      expect(new Set(seqs).size).toBeLessThan(events.length); // at least one of them is missing at the end
    }),
  );
});
