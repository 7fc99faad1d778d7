import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Results } from "../../harness/gate/results.ts";
import { type Proof, readProofs } from "./expected-outcomes.ts";
import { faultsTableOf } from "./faults-table.ts";
import { tableOf } from "./proving-table.ts";
import { differences, objectionsTo, outcomesOf, type Seen } from "./run-version.ts";
import { seedsTableOf, tallyOf, tallySentence } from "./seeds-table.ts";

const version = (rows: Record<string, string>, refused?: string) => ({
  version: "1.0.0",
  command: "node server.mjs",
  rows,
  ...(refused === undefined ? {} : { refused }),
});
const seen = (rows: Record<string, string>, refused: string | null = null): Seen => ({
  rows,
  refused,
  ms: 1_000,
  seed: 1,
  ran: null,
});

const all = { all: true, few: false };

describe("what differs from what was expected", () => {
  test.each([
    { claim: "a row that varies may pass", expected: { cut: "varies" }, found: { cut: "pass" }, differ: [] },
    { claim: "a row that varies may fail", expected: { cut: "varies" }, found: { cut: "fail: lost" }, differ: [] },
    { claim: "the same outcome does not", expected: { cut: "pass" }, found: { cut: "pass" }, differ: [] },
    {
      claim: "a red row may fail at more gates than are named",
      expected: { cut: "fail: lost" },
      found: { cut: "fail: resume_success_rate, lost" },
      differ: [],
    },
    {
      claim: "but at no other one instead",
      expected: { cut: "fail: lost" },
      found: { cut: "fail: duplicated" },
      differ: ["cut: fail: duplicated; expected: fail: lost"],
    },
    {
      claim: "a row that turned green is told",
      expected: { cut: "fail: lost" },
      found: { cut: "pass" },
      differ: ["cut: pass; expected: fail: lost"],
    },
    {
      claim: "a row of which nothing is expected is told",
      expected: {},
      found: { cut: "pass" },
      differ: ["cut: pass; nothing is expected of it"],
    },
    {
      claim: "a row that did not run is told",
      expected: { cut: "pass" },
      found: {},
      differ: ["cut: did not run; expected: pass"],
    },
  ])("$claim", ({ expected, found, differ }) => {
    expect(differences(version(expected), seen(found), all)).toEqual(differ);
  });

  test.each([
    { claim: "a row that has to pass may be inconclusive", expected: "pass", found: "inconclusive", differ: 0 },
    { claim: "and must not be red", expected: "pass", found: "fail: lost", differ: 1 },
    { claim: "and a red row must be red", expected: "fail: lost", found: "inconclusive", differ: 1 },
  ])("with few streams $claim", ({ expected, found, differ }) => {
    const few = { all: true, few: true };
    expect(differences(version({ cut: expected }), seen({ cut: found }), few)).toHaveLength(differ);
  });

  test("where some rows were chosen, the others need not run", () => {
    expect(
      differences(version({ cut: "pass", idle: "pass" }), seen({ cut: "pass" }), { all: false, few: false }),
    ).toEqual([]);
  });

  test("what has nothing to resume has to be refused with that reason", () => {
    expect(differences(version({}, "no session"), seen({}, "It has no session, so …"), all)).toEqual([]);
    expect(differences(version({}, "no session"), seen({ cut: "pass" }), all)).toHaveLength(1);
  });
});

test("a failed row is told by the gates that failed, one that is not offered by that", () => {
  const face = { gates: { lost: { verdict: "fail" }, error_rate: { verdict: "pass" } } };
  const results = {
    scenarios: [
      { name: "cut", verdict: "fail", faces: [face] },
      { name: "after-end", verdict: "pass", faces: [{ left_open: [{ what: "x", answer: "409", count: 1 }] }] },
    ],
    not_offered: [{ row: "burst", reason: "nothing says how" }],
  } as unknown as Results;
  expect(outcomesOf(results)).toEqual({ cut: "fail: lost", "after-end": "left open", burst: "not offered" });
});

test("the table has a line for each version that ran, and links a published fault", () => {
  const proof: Proof = {
    name: "x",
    folder: "x",
    package: "x",
    install: [],
    versions: [
      { ...version({}), fault: { source: "https://example.org/1", says: "…" } },
      { ...version({}), version: "2.0.0" },
    ],
  };
  const text = tableOf([proof], new Map([["x 1.0.0", seen({ cut: "fail: lost, foreign", idle: "not offered" })]]));
  expect(text).toContain("| x | [1.0.0](https://example.org/1) | **foreign, lost** | – |");
  expect(text).not.toContain("2.0.0");
});

describe("what a version's seeds said together", () => {
  const green = seen({ cut: "pass", idle: "left open", burst: "not offered" });

  test("rows that are not offered do not count", () => {
    expect(tallyOf([green, green])).toEqual({ seeds: 2, passed: 2, leftOpen: 2, inconclusive: [], accused: [] });
  });

  test("an accusation and a row that could not be judged are named with their seed", () => {
    const tally = tallyOf([green, { ...seen({ cut: "fail: lost", idle: "inconclusive" }), seed: 7 }]);
    expect(tallySentence(tally)).toBe(
      "2 seeds: 1 rows passed, 1 left open; not judged: idle (seed 7); accused: cut: fail: lost (seed 7)",
    );
  });

  test.each([
    { claim: "an accusation does", rows: { cut: "pass", idle: "fail: lost" }, against: ["idle: fail: lost"] },
    { claim: "a row that could not be judged does not", rows: { cut: "pass", idle: "inconclusive" }, against: [] },
    { claim: "a run in which none could does", rows: { cut: "inconclusive" }, against: ["no row could be judged"] },
    { claim: "a run without a row does", rows: {}, against: ["no row could be judged"] },
  ])("of what speaks against a run, $claim", ({ rows, against }) => {
    expect(objectionsTo(seen(rows as Record<string, string>))).toEqual(against);
  });

  test("the table has only versions that ran", () => {
    const proof: Proof = { name: "x", folder: "x", package: "@x/x", install: [], versions: [version({})] };
    expect(seedsTableOf([proof], new Map([["x 1.0.0", tallyOf([green])]]))).toContain(
      "| @x/x | 1.0.0 | 1 | 1 | 1 | none | none |",
    );
    expect(seedsTableOf([proof], new Map())).not.toContain("@x/x");
  });
});

describe("the table of published faults", () => {
  const faulty = { ...version({}), fault: { source: "https://example.org/1", says: "It forgets." } };
  const proof: Proof = {
    name: "x",
    folder: "x",
    package: "x",
    install: [],
    versions: [faulty, { ...version({}), version: "2.0.0" }],
  };
  const red = seen({
    cut: "fail: resume_success_rate, lost",
    idle: "fail: error_rate",
    storm: "fail: lost",
    leak: "pass",
  });

  test("names the rows that say most, and what the version with the fix does", () => {
    const text = faultsTableOf(
      [proof],
      new Map([
        ["x 1.0.0", red],
        ["x 2.0.0", seen({ cut: "pass" })],
      ]),
    );
    expect(text).toContain(
      "| x | [1.0.0](https://example.org/1) | It forgets. | `cut` (lost), `storm` (lost) and 1 more | 2.0.0: nothing is red |",
    );
  });

  test("says that no fix is published, and does not hide a fix that fixes nothing", () => {
    expect(faultsTableOf([{ ...proof, versions: [faulty] }], new Map([["x 1.0.0", red]]))).toContain(
      "none is published",
    );
    const still = new Map([
      ["x 1.0.0", red],
      ["x 2.0.0", seen({ cut: "fail: lost" })],
    ]);
    expect(faultsTableOf([proof], still)).toContain("2.0.0: red in `cut` (lost)");
  });
});

test("each package of the proving ground has what is expected of it, and ten have a published fault", () => {
  const proofs = readProofs(path.resolve(import.meta.dirname, "../../proving-ground"));
  const faults = proofs.flatMap(({ versions }) => versions.flatMap(({ fault }) => fault ?? []));
  expect(proofs.length).toBeGreaterThan(8);
  expect(faults.length).toBeGreaterThanOrEqual(8);
});
