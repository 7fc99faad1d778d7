/**
 * What a client must make of a text: the HTML standard's sections 9.2.5 and 9.2.6, word for word and without haste. It is the
 * lab's measure, so it is written apart from the parser that the load generator uses; a property test holds the two together.
 */
export interface Reading {
  /** The blocks that a blank line ended, in order. */
  readonly blocks: readonly Block[];
  /** The last event id string behind the text. */
  readonly lastId: string;
  /** Characters behind the last block that were no whole block. */
  readonly rest: string;
}

export interface Block {
  /** The last event id string once this block was dispatched. */
  readonly lastId: string;
  /** Whether the block named an id of its own. */
  readonly hasId: boolean;
  readonly event: string;
  /** Null: the block had no data, so no event is dispatched. */
  readonly data: string | null;
  /** The block's `retry`, in milliseconds. */
  readonly retryMs: number | null;
}

/** @param lastId the last event id string before this text */
export function readStream(text: string, lastId = ""): Reading {
  const blocks: Block[] = [];
  let current = emptyBlock();
  let last = lastId;
  let begun = 0;
  const lines = /([^\r\n]*)(\r\n|\r|\n)/gy;
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  lines.lastIndex = start;
  begun = start;
  for (let match = lines.exec(text); match; match = lines.exec(text)) {
    const line = match[1] as string;
    if (line !== "") {
      readLine(line, current);
      continue;
    }
    begun = lines.lastIndex;
    if (current.id !== null) last = current.id;
    const data = current.data.length > 0 ? current.data.join("\n") : null;
    blocks.push({
      lastId: last,
      hasId: current.id !== null,
      event: current.event || "message",
      data,
      retryMs: current.retryMs,
    });
    current = emptyBlock();
  }
  return { blocks, lastId: last, rest: text.slice(begun) };
}

interface Open {
  id: string | null;
  event: string;
  data: string[];
  retryMs: number | null;
}

function emptyBlock(): Open {
  return { id: null, event: "", data: [], retryMs: null };
}

function readLine(line: string, block: Open): void {
  const colon = line.indexOf(":");
  if (colon === 0) return; // a comment
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "data") block.data.push(value);
  else if (field === "event") block.event = value;
  else if (field === "id") {
    if (!value.includes("\0")) block.id = value;
  } else if (field === "retry" && /^[0-9]+$/.test(value)) block.retryMs = Number(value);
}
