/** One block of an event stream, including its blank line. A comment is a block without type and data. */
export interface Block {
  readonly raw: Buffer;
  readonly id: string | null;
  /** "" when the block is not an event. */
  readonly type: string;
  readonly data: string;
}

/** A block as our servers write it. */
export function blockOf({ id, type, data }: Omit<Block, "raw">): Block {
  const idLine = id === null ? "" : `id: ${id}\n`;
  return { raw: Buffer.from(`${idLine}event: ${type}\ndata: ${data}\n\n`), id, type, data };
}

/** The same block with something else in it. */
export function changed(block: Block, change: Partial<Omit<Block, "raw">>): Block {
  return blockOf({ ...block, ...change });
}

/** Bytes that are sent as they are. */
export function rawBlock(raw: Buffer | string): Block {
  return { raw: typeof raw === "string" ? Buffer.from(raw) : raw, id: null, type: "", data: "" };
}

/** Splits what our servers send (LF only) into blocks, whatever the chunks. */
export function createBlockReader(onBlock: (block: Block) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      onBlock(readBlock(rest.subarray(0, end + 2)));
      rest = rest.subarray(end + 2);
    }
  };
}

function readBlock(raw: Buffer): Block {
  const lines = raw.toString("utf8").split("\n");
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  return {
    raw: Buffer.from(raw),
    id: field("id") ?? null,
    type: field("event") ?? "",
    data: field("data") ?? "",
  };
}
