const blankLine = Buffer.from("\n\n");

/** Splits the bytes of a stream whose lines end in LF into whole blocks. What is no whole block yet is kept. */
export class BlockReader {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly Buffer[] {
    const blocks: Buffer[] = [];
    let rest = Buffer.concat([this.#rest, bytes]);
    for (let at = rest.indexOf(blankLine); at >= 0; at = rest.indexOf(blankLine)) {
      blocks.push(rest.subarray(0, at + blankLine.length));
      rest = rest.subarray(at + blankLine.length);
    }
    this.#rest = rest;
    return blocks;
  }
}
