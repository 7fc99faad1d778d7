import { type Block, rawBlock } from "../proxy/block.ts";

// The same event in other forms, which a reader must read as the same event (WHATWG HTML, 9.2.5 and 9.2.6).

export function withLineEnds(block: Block, end: "\r\n" | "\r"): Block {
  return rawBlock(block.raw.toString("utf8").replaceAll("\n", end));
}

export function withBom(block: Block): Block {
  return rawBlock(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), block.raw]));
}

export function withComments(block: Block): Block {
  return rawBlock(block.raw.toString("utf8").replaceAll("\n", "\n: a comment, data: not data\n:\n"));
}

/** Fields in another order, without the space after the colon, with unknown fields and a `retry` between them. */
export function withOddFields(block: Block): Block {
  const lines = block.raw
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  const tight = lines.reverse().map((line) => line.replace(/^(id|event): /, "$1:"));
  return rawBlock(["retry: 250", ...tight, "colour: blue", "flag", ""].join("\n").concat("\n"));
}
