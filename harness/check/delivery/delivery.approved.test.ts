import { describe, expect, test } from "vitest";
import { FLAG } from "../../history/event-flags.ts";
import { type ConnectionTerms, DeliveryCheck } from "./delivery.ts";

/**
 * What the checker says of every short way to go on, as a file to read: a change of the checker that changes any word of it
 * shows here, line by line. Look at each changed line before you take it over (`vitest -u`).
 */
const letters: Readonly<Record<string, number>> = {
  l: FLAG.linked,
  u: FLAG.unlinked,
  r: FLAG.relinked,
  d: FLAG.dropped,
  x: FLAG.differs,
  m: FLAG.malformed,
  t: FLAG.payloadTrimmed,
  n: FLAG.unseen,
  f: FLAG.final,
};

/** `5l`: seq 5 with the payload that belongs there, linked. `5@7u`: with the payload 7. `-l`: without an id. */
function event(token: string): [seq: number, index: number, flags: number] {
  const [, seqText = "", indexText, names = ""] = /^(-|\d+)(?:@(-?\d+))?([a-z]*)$/.exec(token) ?? [];
  const seq = seqText === "-" ? -1 : Number(seqText);
  const flags = [...names].reduce((sum, letter) => sum | (letters[letter] as number), 0);
  return [seq, indexText === undefined ? Math.max(-1, seq < 0 ? 3 : seq - 2) : Number(indexText), flags];
}

/** One line: the events, what was found, and what is counted. */
function line(before: string, terms: ConnectionTerms | null, after: readonly string[]): string {
  const found: string[] = [];
  const checker = new DeliveryCheck(
    (kind, seq, { text }, count) => found.push(`${kind} ${seq}${count === undefined ? "" : ` ×${count}`}: ${text}`),
    2,
  );
  const feed = (tokens: readonly string[]) => {
    for (const token of tokens) checker.event(...event(token));
  };
  feed(before.split(" "));
  if (terms) checker.connect(terms);
  feed(after);
  const missing = checker.missing;
  checker.end();
  const { delivered, redelivered, payloadsTrimmed, finished } = checker;
  const counts = Object.entries({ delivered, redelivered, trimmed: payloadsTrimmed, missing })
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name} ${count}`);
  return `${after.join(" ")} → ${found.join(" | ") || "nothing"} (${counts.join(", ")}${finished ? ", finished" : ""})`;
}

const pairs = (tokens: readonly string[]) => [
  ...tokens.map((token) => [token]),
  ...tokens.flatMap((first) => tokens.map((second) => [first, second])),
];
const triples = (firsts: readonly string[], tokens: readonly string[]) =>
  firsts.flatMap((first) => pairs(tokens).map((rest) => [first, ...rest]));

const groups: readonly { name: string; before: string; terms: ConnectionTerms | null; ways: readonly string[][] }[] = [
  {
    name: "one-connection",
    before: "0@-1 1@-1 2l 3l",
    terms: null,
    ways: pairs(
      "4l 4u 4r 4un 4m 4t 4@-1 5l 5u 5@3l 7u 3d 3dx 3dxl 3dxr 2u -l -r -u -m 4lf 4uf 4@2u 4@1u 4@7u".split(" "),
    ),
  },
  {
    name: "after-a-suspect",
    before: "0@-1 1@-1 2l 3l 4u",
    terms: null,
    ways: pairs("5l 5r 5u 5m 5lf 5rf 4dr 4dxr 7l 7r -r".split(" ")),
  },
  {
    name: "after-a-gap",
    before: "0@-1 1@-1 2l 5u",
    terms: null,
    ways: triples(["3d", "4dr", "6l"], "3d 4d 3dr 4dr 6l 6r 6u".split(" ")),
  },
  {
    name: "from-the-start",
    before: "0@-1",
    terms: { cursor: -1, partial: false },
    ways: pairs("1@-1 2l 2u 3l 3u 0d -l 9l".split(" ")),
  },
  {
    name: "after-a-resume",
    before: "0@-1 1@-1 2l 3l 4l",
    terms: { cursor: 3, partial: false },
    ways: pairs("4d 3d 2d 5l 6u 4dx 4dxl 5u 5lf 7l".split(" ")),
  },
  {
    name: "partial",
    before: "0@-1 1@-1 2l 3l",
    terms: { cursor: 3, partial: true },
    ways: pairs("9uf 9lf 4l 6u 6l 6@-1u".split(" ")),
  },
  {
    name: "without-chains",
    before: "0@-1 1@-1 2 3",
    terms: null,
    ways: pairs("4 5 4f 4@7 3d 2 6@0".split(" ")),
  },
];

describe("what the checker says of each way to go on", () => {
  test.each(groups)("$name", async ({ name, before, terms, ways }) => {
    const said = ways.map((way) => line(before, terms, way));
    const title = `After "${before}"${terms ? `, then a connection of cursor ${terms.cursor}${terms.partial ? ", partial" : ""}` : ""}:`;
    await expect(`${[title, ...said].join("\n")}\n`).toMatchFileSnapshot(`../approved/delivery-${name}.txt`);
  });
});
