import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check, honestStream, readerOf, type Sent, stage } from "../testing/script.ts";

const whole = honestStream(8); // seqs 0 to 10; payloads 2 to 9
const at = (seq: number) => whole[seq] as Sent;
const foreign = (seq: number) => ({ ...(honestStream(8, "request-1")[seq] as Sent) });
const renumbered = (event: Sent, by: number): Sent => ({ ...event, id: String(Number(event.id) + by) });
const foreignToken: Sent = {
  id: null,
  type: "resume",
  data: JSON.stringify({
    token: `${Buffer.from('{"request_id":"request-1","seq":1,"expires_at":1,"kid":"k"}').toString("base64url")}.x`,
  }),
};
/** A last event that fits the first `payloads` of the stream. */
const early = (payloads: number): Sent => {
  const { chain } = JSON.parse(at(1 + payloads).data).payload;
  return { ...at(10), data: JSON.stringify({ stage: "COMPLETE", payload: { graph: {}, total: payloads, chain } }) };
};
const without = (seq: number) => whole.filter((_, i) => i !== seq);

describe("one connection", () => {
  test.each([
    { claim: "a whole stream has no finding", events: whole, found: [] },
    { claim: "an event left out is lost", events: without(5), found: ["lost 5"] },
    {
      claim: "two events left out are both lost",
      events: [...whole.slice(0, 4), ...whole.slice(6)],
      found: ["lost 4", "lost 5"],
    },
    { claim: "an event after the last one that was read is not owed", events: whole.slice(0, 6), found: [] },
    { claim: "the token left out is lost", events: without(1), found: ["lost 1"] },
    {
      claim: "an event left out is lost though the ids go on",
      events: [...whole.slice(0, 5), ...whole.slice(6).map((e) => renumbered(e, -1))],
      found: ["lost 5"],
    },
    {
      claim: "the same event twice is duplicated",
      events: [...whole.slice(0, 6), at(5), ...whole.slice(6)],
      found: ["duplicated 5"],
    },
    {
      claim: "the same payload under a new id is duplicated",
      events: [...whole.slice(0, 6), renumbered(at(5), 1), ...whole.slice(6).map((e) => renumbered(e, 1))],
      found: ["duplicated 6"],
    },
    {
      claim: "an old payload under a new id is duplicated",
      events: [...whole.slice(0, 8), renumbered(at(4), 4), ...whole.slice(8).map((e) => renumbered(e, 1))],
      found: ["duplicated 8"],
    },
    {
      claim: "two events in the wrong order are reordered",
      events: [...whole.slice(0, 4), at(5), at(4), ...whole.slice(6)],
      found: ["reordered 4"],
    },
    {
      claim: "three events turned round are two reordered ones",
      events: [...whole.slice(0, 4), at(6), at(5), at(4), ...whole.slice(7)],
      found: ["reordered 5", "reordered 4"],
    },
    {
      claim: "another text is corrupted",
      events: whole.with(5, stage(5, { ...JSON.parse(at(5).data).payload, text: "other" })),
      found: ["corrupted 5"],
    },
    {
      claim: "another index is corrupted",
      events: whole.with(5, stage(5, { ...JSON.parse(at(5).data).payload, index: 7 })),
      found: ["corrupted 5"],
    },
    {
      claim: "data that is not JSON is corrupted",
      events: whole.with(5, { ...at(5), data: at(5).data.slice(3) }),
      found: ["corrupted 5"],
    },
    {
      claim: "a changed last event is corrupted",
      events: whole.with(10, { ...at(10), data: at(10).data.replace(/"total":8/, '"total":9') }),
      found: ["corrupted 10"],
    },
    {
      claim: "another stream's event in the place of the true one's id is a phantom",
      events: [...whole.slice(0, 5), foreign(5), ...whole.slice(5)],
      found: ["phantom 5"],
    },
    {
      claim: "another stream's event under a new id is a phantom",
      events: [...whole.slice(0, 5), foreign(5), ...whole.slice(5).map((e) => renumbered(e, 1))],
      found: ["phantom 5"],
    },
    {
      claim: "an invented event with a chain of its own is a phantom",
      events: [
        ...whole.slice(0, 5),
        stage(5, { index: 3, total: 8, text: "?", chain: "0123456789abcdef" }),
        ...whole.slice(5).map((e) => renumbered(e, 1)),
      ],
      found: ["phantom 5"],
    },
    {
      claim: "another stream's event from further on is a phantom, and nothing before it is lost",
      events: [...whole.slice(0, 5), { ...foreign(8), id: "5" }, ...whole.slice(5).map((e) => renumbered(e, 1))],
      found: ["phantom 5"],
    },
    {
      claim: "another stream's event from further back is a phantom, and no payload came twice",
      events: [...whole.slice(0, 8), { ...foreign(3), id: "8" }, ...whole.slice(8).map((e) => renumbered(e, 1))],
      found: ["phantom 8"],
    },
    {
      claim: "an invented event with an old index is a phantom",
      events: [
        ...whole.slice(0, 8),
        stage(8, { index: 1, total: 8, text: "?", chain: "0123456789abcdef" }),
        ...whole.slice(8).map((e) => renumbered(e, 1)),
      ],
      found: ["phantom 8"],
    },
    {
      claim: "another stream's token is foreign",
      events: [...whole.slice(0, 5), { ...foreignToken, id: null }, ...whole.slice(5)],
      found: ["foreign -1"],
    },
    {
      claim: "another stream's token in the place of the own is corrupted",
      events: whole.with(1, { ...foreignToken, id: "1" }),
      found: ["foreign 1"],
    },
    {
      claim: "a last event that comes early is found although its chain fits: the payloads said how many they are",
      events: [...whole.slice(0, 7), { ...early(5), id: "7" }],
      found: ["lost 7", "lost 8", "lost 9"],
    },
    {
      claim: "a payload that says another total than the others is corrupted",
      events: whole.with(5, stage(5, { ...JSON.parse(at(5).data).payload, total: 9 })),
      found: ["corrupted 5"],
    },
    {
      claim: "a first payload that says another total than the others shows at the second",
      events: whole.with(2, stage(2, { ...JSON.parse(at(2).data).payload, total: 9 })),
      found: ["corrupted 3"],
    },
    {
      claim: "a stage of another name is corrupted",
      events: whole.with(5, { ...at(5), data: at(5).data.replace("DRAFTING", "GRAFTING") }),
      found: ["corrupted 5"],
    },
    {
      claim: "a payload that has lost its chain is corrupted",
      events: whole.with(5, { ...at(5), data: at(5).data.replace('"chain"', '"chin"') }),
      found: ["corrupted 5"],
    },
    {
      claim: "an event without its id in the middle is misnumbered, and no id is missing besides",
      events: whole.with(5, { ...at(5), id: null }),
      found: ["misnumbered -1"],
    },
    {
      claim: "an event after the last one is a phantom",
      events: [...whole, stage(11, { index: 8, total: 8, text: "?", chain: "0" })],
      found: ["phantom 11"],
    },
    { claim: "the last event twice under one id is duplicated", events: [...whole, at(10)], found: ["duplicated 10"] },
    {
      claim: "the last event twice under a new id is duplicated",
      events: [...whole, renumbered(at(10), 1)],
      found: ["duplicated 11"],
    },
    {
      claim: "ids that skip numbers are misnumbered, and nothing is lost",
      events: [...whole.slice(0, 5), ...whole.slice(5).map((e) => renumbered(e, 3))],
      found: ["misnumbered 8"],
    },
    {
      claim: "ids that begin again are misnumbered",
      events: [...whole.slice(0, 8), ...whole.slice(8).map((e) => renumbered(e, -8))],
      found: ["misnumbered 0", "misnumbered 1", "misnumbered 2"],
    },
    {
      claim: "an event without its id is misnumbered",
      events: whole.with(10, { ...at(10), id: null }),
      found: ["misnumbered -1"],
    },
    {
      claim: "a token without an id belongs to the connection",
      events: [...whole.slice(0, 5), { ...at(1), id: null }, ...whole.slice(5)],
      found: [],
    },
    {
      claim: "an event of unknown type without an id is not ours to judge",
      events: [...whole.slice(0, 5), { id: null, type: "ping", data: "{}" }, ...whole.slice(5)],
      found: [],
    },
  ])("$claim", ({ events, found }) => {
    expect(check([{ events }]).found).toEqual(found);
  });
});

describe("over a cut", () => {
  const first = { events: whole.slice(0, 6) };
  test.each([
    { claim: "a resume goes on where the client was", next: { cursor: 5, events: whole.slice(6) }, found: [] },
    {
      claim: "what a client without Last-Event-ID gets again is redelivered",
      next: { cursor: 1, events: whole.slice(2) },
      found: [],
    },
    {
      claim: "what the client said it has must not come again",
      next: { cursor: 5, events: whole.slice(5) },
      found: ["duplicated 5"],
    },
    { claim: "a hole at the seam is lost", next: { cursor: 5, events: whole.slice(7) }, found: ["lost 6"] },
    {
      claim: "a hole that was announced as trimmed is not lost",
      next: { cursor: 5, partial: true, events: whole.slice(10) },
      found: [],
    },
    {
      claim: "other bytes under an old id are corrupted",
      next: { cursor: 1, events: [{ ...at(2), data: '{"stage":"DRAFTING"}' }, ...whole.slice(3)] },
      found: ["corrupted 2"],
    },
    {
      claim: "ids that begin anew are misnumbered",
      next: { cursor: 5, events: whole.slice(6, 8).map((e) => renumbered(e, -6)) },
      found: ["misnumbered 0", "misnumbered 1"],
    },
  ])("$claim", ({ next, found }) => {
    expect(check([first, next]).found).toEqual(found);
  });

  test("redelivered events are counted", () => {
    expect(check([first, { cursor: 1, events: whole.slice(2) }]).checker.redelivered).toBe(4);
  });

  test("a payload that was dropped to save room is not a fault", () => {
    const trimmed = { ...at(6), data: '{"stage":"DRAFTING","payload":null,"trimmed":true}' };
    const { found, checker } = check([first, { cursor: 5, events: [trimmed, ...whole.slice(7)] }]);
    expect({ found, trimmed: checker.payloadsTrimmed }).toEqual({ found: [], trimmed: 1 });
  });
});

describe("a stream without chains", () => {
  const plain = whole.map((event) => ({ ...event, data: event.data.replace(/,"chain":"[^"]*"/, "") }));

  test("carries no link at all, so the results can say that ids alone judged it", () => {
    const reader = readerOf("request-0");
    expect(plain.map((event) => reader.read(event).chain)).toEqual(plain.map(() => "none"));
  });

  test.each([
    { claim: "is fine when its ids are", events: plain, found: [] },
    { claim: "has lost what its ids leave out", events: plain.toSpliced(5, 1), found: ["lost 5"] },
    {
      claim: "hides a change",
      events: plain.with(5, { ...(plain[5] as Sent), data: (plain[5] as Sent).data.replace("text", "tExt") }),
      found: [],
    },
  ])("$claim", ({ events, found }) => expect(check([{ events }]).found).toEqual(found));
});

describe("for all streams and cuts", () => {
  const plan = fc.record({
    payloads: fc.integer({ min: 4, max: 60 }),
    cuts: fc.array(fc.record({ at: fc.nat(70), back: fc.nat(8) }), { maxLength: 4 }),
  });

  /** Cuts the stream at these places; each resume begins some events earlier, as without a Last-Event-ID. */
  function sendings(payloads: number, cuts: readonly { at: number; back: number }[]) {
    const events = honestStream(payloads);
    const places = cuts.map((cut) => ({ ...cut, at: 2 + (cut.at % payloads) })).sort((a, b) => a.at - b.at);
    let from = 0;
    const result = places.map((cut) => {
      const part = { cursor: from - 1, events: events.slice(from, Math.max(from, cut.at)) };
      from = Math.max(from, Math.max(2, cut.at - cut.back));
      return part;
    });
    return [...result, { cursor: from - 1, events: events.slice(from) }];
  }

  test("a correct server is never accused", () => {
    fc.assert(
      fc.property(plan, ({ payloads, cuts }) => {
        expect(check(sendings(payloads, cuts)).found).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("one changed byte in any event's data is found, at any place", () => {
    const graph = /"graph":\{\},/; // the only part that neither chain nor counts cover
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 127 }), (pick, place, by) => {
        const events = honestStream(6).map((event) => ({ ...event, data: event.data.replace(graph, "") }));
        const seq = [0, 2, 3, 4, 5, 6, 7, 8][pick % 8] as number; // the token is for its server to judge
        const bytes = Buffer.from((events[seq] as Sent).data);
        const at = place % bytes.length;
        bytes[at] = ((bytes[at] as number) ^ by) & 0x7f;
        const data = bytes.toString("utf8");
        fc.pre(JSON.stringify(parse(data)) !== JSON.stringify(parse((events[seq] as Sent).data)));
        expect(check([{ events: events.with(seq, { ...(events[seq] as Sent), data }) }]).found).not.toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  type Lie = (events: readonly Sent[], seq: number) => Sent[];
  const lies: Record<string, Lie> = {
    lost: (events, seq) => events.filter((_, i) => i !== seq),
    duplicated: (events, seq) => events.toSpliced(seq, 0, events[seq] as Sent),
    reordered: (events, seq) => events.with(seq, events[seq + 1] as Sent).with(seq + 1, events[seq] as Sent),
    corrupted: (events, seq) =>
      events.with(seq, { ...(events[seq] as Sent), data: (events[seq] as Sent).data.replace("text", "tExt") }),
    phantom: (events, seq) =>
      events.toSpliced(seq, 0, stage(seq, { index: seq - 2, total: 1, text: "?", chain: "f".repeat(16) })),
    misnumbered: (events, seq) => events.map((event, i) => (i >= seq ? renumbered(event, 5) : event)),
  };

  test.each(Object.entries(lies))("one %s event is found, and nothing else", (kind, lie) => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 60 }), fc.nat(), (payloads, pick) => {
        const seq = 3 + (pick % (payloads - 3)); // a payload with another one before and after it
        expect(check([{ events: lie(honestStream(payloads), seq) }]).kinds).toEqual([kind]);
      }),
    );
  });
});

/** What a text says as JSON. Bytes that say the same in another form are not a change. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
