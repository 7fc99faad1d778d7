import { deflateRawSync, inflateRawSync } from "node:zlib";

/** One stored event: its SSE block, ready to be sent. */
export interface Entry {
  readonly seq: number;
  readonly block: Buffer;
  /** The form in which Redis keeps it. */
  readonly stored: Buffer;
  readonly final: boolean;
}

/** Separates the readable beginning of a stored block from its compressed payload. JSON never contains it unescaped. */
const compressedMark = 0x01;
const payloadMark = Buffer.from('"payload":');
const finalMark = 'data: {"stage":"COMPLETE"';

export interface EntryOptions {
  readonly compress: boolean;
}

/** Makes an entry of an event. `data` is one line of JSON. */
export function makeEntry(seq: number, type: string, data: string, { compress }: EntryOptions): Entry {
  const block = Buffer.from(`id: ${seq}\nevent: ${type}\ndata: ${data}\n\n`);
  return { seq, block, stored: compress ? compressed(block) : block, final: data.startsWith('{"stage":"COMPLETE"') };
}

/** The block with its payload deflated; the beginning stays readable, so that Redis can still drop the payload. */
function compressed(block: Buffer): Buffer {
  const at = block.indexOf(payloadMark);
  if (at < 0) return block;
  const head = block.subarray(0, at + payloadMark.length);
  const tail = deflateRawSync(block.subarray(at + payloadMark.length), { level: 1 });
  return Buffer.concat([head, Buffer.of(compressedMark), tail]);
}

/** The SSE block of a stored entry; null when it is unreadable, because somebody else wrote into our keys. */
export function blockOf(stored: Buffer): Buffer | null {
  const at = stored.indexOf(payloadMark);
  const mark = at + payloadMark.length;
  if (at < 0 || stored[mark] !== compressedMark) return stored;
  try {
    return Buffer.concat([stored.subarray(0, mark), inflateRawSync(stored.subarray(mark + 1))]);
  } catch {
    return null;
  }
}

/** Whether a block or a stored entry is a stream's last. Its data begin within the first bytes. */
export function isFinal(block: Buffer): boolean {
  return block.toString("latin1", 0, 80).includes(finalMark);
}

/** The seq of a block or a stored entry, which begins with `id: `. */
export function seqOf(block: Buffer): number {
  return Number.parseInt(block.toString("latin1", 4, 20), 10);
}

/** What the script that appends leaves of a dropped payload (contract, SSE_BUFFER_TRIM_PAYLOADS). */
const droppedPayload = Buffer.from('"payload":null,"trimmed":true}\n\n');

/** Whether its payload was dropped. No other event ends like that: a payload is an object. */
export function lacksPayload(block: Buffer): boolean {
  return block.subarray(-droppedPayload.length).equals(droppedPayload);
}

/** An event without an id: it belongs to the connection. */
export function blockWithoutId(type: string, data: string): string {
  return `event: ${type}\ndata: ${data}\n\n`;
}

export const heartbeat = ": heartbeat\n\n";
