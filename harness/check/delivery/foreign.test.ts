import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KnownChains } from "../../protocols/draft-graph/known-chains.ts";
import { check, honestStream, readerOf, type Sending, type Sent, stage } from "../testing/script.ts";

const whole = honestStream(8); // seqs 0 to 10; payloads 2 to 9
const others = honestStream(8, "request-1");
const at = (seq: number) => whole[seq] as Sent;
const foreign = (seq: number, id = seq): Sent => ({ ...(others[seq] as Sent), id: String(id) });
const renumbered = (event: Sent, by: number): Sent => ({ ...event, id: String(Number(event.id) + by) });

/** What is found in a stream of a face in which the other stream's client has read these events. */
function found(sendings: readonly Sending[], read: readonly Sent[] = others): string[] {
  const known = new KnownChains();
  const other = readerOf("request-1", known);
  for (const event of read) other.read(event);
  return check(sendings, readerOf("request-0", known)).found;
}

describe("a payload that another stream of the face has is foreign", () => {
  test.each([
    {
      claim: "put in under the id that was due, before the true one",
      events: [...whole.slice(0, 5), foreign(5), ...whole.slice(5)],
      says: ["foreign 5"],
    },
    {
      claim: "put in under an id of its own",
      events: [...whole.slice(0, 5), foreign(5), ...whole.slice(5).map((e) => renumbered(e, 1))],
      says: ["foreign 5"],
    },
    {
      claim: "from further on in the other stream",
      events: [...whole.slice(0, 5), foreign(8, 5), ...whole.slice(5).map((e) => renumbered(e, 1))],
      says: ["foreign 5"],
    },
    {
      claim: "from further back",
      events: [...whole.slice(0, 8), foreign(3, 8), ...whole.slice(8).map((e) => renumbered(e, 1))],
      says: ["foreign 8"],
    },
    {
      claim: "under its own stream's id, far ahead: nothing is missing before it",
      events: [...whole.slice(0, 5), foreign(9), ...whole.slice(5)],
      says: ["foreign 9"],
    },
    {
      claim: "under an old id",
      events: [...whole.slice(0, 7), foreign(3), ...whole.slice(7)],
      says: ["foreign 3"],
    },
    {
      claim: "without an id",
      events: [...whole.slice(0, 5), { ...foreign(5), id: null }, ...whole.slice(5)],
      says: ["foreign -1"],
    },
    {
      claim: "several of them, each one",
      events: [...whole.slice(0, 5), foreign(5), foreign(6), foreign(7), ...whole.slice(5)],
      says: ["foreign 5", "foreign 6", "foreign 7"],
    },
    {
      claim: "in the place of the true one, which is lost besides",
      events: whole.with(5, foreign(5)),
      says: ["foreign 5", "lost 6"],
    },
    {
      claim: "the first payload, before anything of the own stream",
      events: [...whole.slice(0, 2), foreign(2), ...whole.slice(2)],
      says: ["foreign 2"],
    },
    { claim: "the last event", events: [...whole.slice(0, 10), foreign(10)], says: ["foreign 10"] },
    {
      claim: "but not what nobody sent",
      events: [
        ...whole.slice(0, 5),
        stage(5, { index: 3, total: 8, text: "?", chain: "0123456789abcdef" }),
        ...whole.slice(5).map((e) => renumbered(e, 1)),
      ],
      says: ["phantom 5"],
    },
  ])("$claim", ({ events, says }) => expect(found([{ events }])).toEqual(says));

  test("after a cut, where a resume answers with the other stream", () => {
    const sendings = [{ events: whole.slice(0, 6) }, { cursor: 5, events: others.slice(6) }];
    expect(found(sendings)).toEqual(["foreign 6", "foreign 7", "foreign 8", "foreign 9", "foreign 10"]);
  });
});

describe("what it takes to know", () => {
  const events = [...whole.slice(0, 5), foreign(5), ...whole.slice(5)];

  test("its own client has read it: before that it shows as what it breaks", () => {
    expect(found([{ events }], others.slice(0, 5))).toEqual(["phantom 5"]);
    expect(found([{ events }], others.slice(0, 6))).toEqual(["foreign 5"]);
    expect(found([{ events: whole.with(5, foreign(5)) }], others.slice(0, 5))).toEqual(["corrupted 5", "corrupted 6"]);
  });

  test("its own client has read all before it: a chain that is broken proves no owner", () => {
    expect(found([{ events }], [...others.slice(0, 3), ...others.slice(4)])).toEqual(["phantom 5"]);
  });

  test("another reading of the same stream is not another stream", () => {
    const known = new KnownChains();
    const twice = readerOf("request-0", known);
    for (const event of whole) twice.read(event);
    const lossy = whole.toSpliced(5, 1);
    expect(check([{ events: lossy }], readerOf("request-0", known)).found).toEqual(["lost 5"]);
  });

  test("a client that took another's events first does not become their owner", () => {
    const known = new KnownChains();
    const thief = check([{ events: [...whole.slice(0, 5), ...others.slice(5)] }], readerOf("request-0", known));
    expect(thief.found).not.toEqual([]);
    const robbed = check([{ events: others.toSpliced(5, 1) }], readerOf("request-1", known));
    expect(robbed.found).toEqual(["lost 5"]);
  });
});

test("no stream of a correct server is accused, however the streams of a face are mixed and cut", () => {
  const cut = fc.record({ at: fc.nat(30), back: fc.nat(8) });
  const streams = fc.array(fc.record({ payloads: fc.integer({ min: 2, max: 20 }), cut }), {
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(streams, fc.infiniteStream(fc.nat()), (plans, picks) => {
      const known = new KnownChains();
      const open = plans.map(({ payloads, cut: { at: place, back } }, s) => {
        const events = honestStream(payloads, `stream-${s}`);
        const seam = 2 + (place % payloads);
        const left = [...events.slice(0, seam), ...events.slice(Math.max(2, seam - back))];
        return { reader: readerOf(`stream-${s}`, known), left };
      });
      while (open.some(({ left }) => left.length > 0)) {
        const busy = open.filter(({ left }) => left.length > 0);
        const next = busy[(picks.next().value as number) % busy.length];
        const facts = next?.reader.read(next.left.shift() as Sent);
        expect(facts).toMatchObject({ foreign: false, differs: false, malformed: false });
        expect(facts?.chain).not.toBe("unlinked");
      }
    }),
  );
});

test("a reader that shares nothing does not recognize a foreign event: it shows as what it breaks", () => {
  expect(check([{ events: [...whole.slice(0, 5), foreign(5), at(5), ...whole.slice(6)] }]).found).toEqual([
    "phantom 5",
  ]);
});
