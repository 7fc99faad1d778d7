import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordsOf } from "../../protocols/draft-graph/chain.ts";
import { HIGH, LOW, readPayload } from "../../protocols/draft-graph/scan-payload.ts";
import {
  nonZeroSum,
  SUM,
  scan,
  scanAside,
  scanInput,
  scanOffsets,
  scanResults,
  scanScratch,
  sumOf,
  WELL_FORMED,
} from "./scan.ts";
import { scanSource } from "./scan-wasm.ts";

test("the bytes were made from the source that lies here: else run node scripts/build-scan.mjs", () => {
  const folders = ["assembly", "../../protocols/draft-graph/assembly"];
  const hash = createHash("sha256");
  for (const folder of folders.map((each) => path.join(import.meta.dirname, each))) {
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(path.join(folder, file)));
  }
  expect(hash.digest("hex")).toBe(scanSource);
});

/** Pieces of UTF-8: complete, cut off, overlong, beyond Unicode, and single bytes of each kind. */
const piece = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom("a", "0123456789abcdef", "é", "漢", "😀", "\u0080", "\u07ff", "\u0800", "\uffff"),
    },
    { weight: 1, arbitrary: fc.constantFrom("\ud800", "\u{10ffff}", "\0", "\t", "\u007f") },
  )
  .map((text) => Buffer.from(text));
const broken = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
    ),
    fc.constantFrom([0xe6, 0xbc], [0xf0, 0x9f, 0x98], [0xc3], [0x80], [0xff]),
  )
  .map((bytes) => Buffer.from(bytes));
const data = fc
  .array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: broken }), { maxLength: 40 })
  .map((parts) => Buffer.concat(parts))
  .filter((bytes) => !bytes.includes(10) && !bytes.includes(13));

/** Writes a block with these data to a place in `scanInput`. @returns where the data begin */
function blockAt(place: number, bytes: Buffer): number {
  const head = Buffer.from("id: 7\nevent: stage\ndata: ");
  const end = place + head.length + bytes.length + 2;
  scanInput.fill(0xe6, place, end + 32); // the bytes after the block do not belong to it
  scanInput.set(Buffer.concat([head, bytes, Buffer.from("\n\n")]), place);
  return place + head.length;
}

/** Lets a block with these data be read from a place in `scanInput`. */
function readAt(place: number, bytes: Buffer) {
  const end = blockAt(place, bytes) + bytes.length + 2;
  expect(scan.readBlock(scanOffsets.input + place, scanOffsets.input + end)).toBe(end - place);
  return { isUtf8: scanResults[WELL_FORMED] === 1, sum: nonZeroSum(scanResults[SUM] as number) };
}

describe("a block's data", () => {
  test("are UTF-8 when node says so, and have the same sum wherever they lie", () => {
    fc.assert(
      fc.property(fc.nat(200), data, (place, bytes) => {
        expect(readAt(place, bytes)).toEqual({ isUtf8: isUtf8(bytes), sum: sumOf(bytes) });
      }),
      { numRuns: 2_000 },
    );
  });

  test("every character of Unicode is UTF-8, at every place in a block of sixteen", () => {
    for (let from = 0; from < 0x110000; from += 512) {
      const codes = Array.from({ length: 512 }, (_, i) => from + i).filter((code) => code !== 10 && code !== 13);
      const text = String.fromCodePoint(...codes.filter((code) => code < 0xd800 || code > 0xdfff));
      expect(readAt(from % 17, Buffer.from(text)).isUtf8).toBe(true);
    }
  });

  test("every two bytes, and every two after the first of a longer character, as node has it", () => {
    for (const before of [[], [0xe0], [0xed], [0xef], [0xf0], [0xf4], [0xf0, 0x90], [0xe6, 0x80]]) {
      const wrong: string[] = [];
      const bytes = Buffer.from([...before, 0, 0]);
      const start = blockAt(0, bytes);
      for (let pair = 0; pair < 0x10000; pair++) {
        bytes.writeUInt16BE(pair, before.length);
        if (bytes.includes(10) || bytes.includes(13)) continue;
        scanInput.set(bytes, start);
        scan.readBlock(scanOffsets.input, scanOffsets.input + start + bytes.length + 2);
        if ((scanResults[WELL_FORMED] === 1) !== isUtf8(bytes)) wrong.push(bytes.toString("hex"));
      }
      expect(wrong).toEqual([]);
    }
  });
});

describe("a sum", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });

  test("is another one when one byte is", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, place, change) => {
        const other = Uint8Array.from(all);
        const at = place % all.length;
        other[at] = (other[at] as number) ^ change;
        expect(sumOf(other)).not.toBe(sumOf(all));
      }),
      { numRuns: 1_000 },
    );
  });

  test("is another one when bytes are longer by zeros, or change places", () => {
    const sums = new Set<number>();
    for (let length = 0; length < 100; length++) sums.add(sumOf(new Uint8Array(length)));
    for (let place = 0; place < 3_000; place++) {
      const one = new Uint8Array(3_000);
      one[place] = 1;
      sums.add(sumOf(one));
    }
    expect(sums.size).toBe(3_100);
  });

  test("is the same in pieces: bytes may be more than there is room for", () => {
    const all = Buffer.alloc(2 * scanAside.length + 21, "0123456789a");
    scan.startSum();
    for (let from = 0; from + 16 <= all.length; from += 16) {
      scanInput.set(all.subarray(from, from + 16));
      scan.sumBlocks(scanOffsets.input, scanOffsets.input + 16);
    }
    scanInput.set(all.subarray(-5));
    const inPieces = nonZeroSum(scan.endSum(scanOffsets.input, scanOffsets.input + 5, all.length));
    expect(sumOf(all)).toBe(inPieces);
    all[all.length - 1] = 0;
    const changed = sumOf(all);
    all[scanAside.length] = 0;
    expect(sumOf(all)).not.toBe(changed);
  });
});

describe("a payload's chains", () => {
  /** Reads a payload with this chain, the text "a" and this chain before. @returns the words read, null when it has another form */
  function chainsOf(chain: string, { high, low } = { high: 0, low: 0 }) {
    const text = `{"stage":"DRAFTING","payload":{"index":1,"total":2,"text":"a","chain":"${chain}"}}`;
    const length = scanAside.write(text, "latin1");
    const hashed = readPayload(scanOffsets.aside, scanOffsets.aside + length, high, low);
    if (hashed < 0) return null;
    const words = { high: scanResults[HIGH] as number, low: scanResults[LOW] as number };
    return { words, hashed: scanScratch.toString("latin1", 0, hashed) };
  }

  test("are written as digits, and read from them", () => {
    const chains = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(chains, chains, (before, chain) => {
        expect(chainsOf(chain, wordsOf(before) ?? undefined)).toEqual({ words: wordsOf(chain), hashed: `${before}a` });
      }),
    );
  });

  test.each(["89abcdee", "89ABCDEF", "89abcde", "x9abcdef"])("%j is not the digits of 89abcdef", (text) => {
    const digits = text.padEnd(8, "\0");
    expect(chainsOf(`${digits}00000000`)?.words.high).not.toBe(0x89abcdef | 0);
    expect(chainsOf(`00000000${digits}`)?.words.low).not.toBe(0x89abcdef | 0);
  });
});
