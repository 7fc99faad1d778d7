import type { Form, StreamAnswer } from "../../rows/client/row.ts";
import { drawsFor } from "../plan/random.ts";
import { withValueAt } from "../protocols/description/json-pointer.ts";
import type { Payload } from "./stage/payload.ts";
import type { Writing } from "./wires/wire.ts";

/** How events are written when a row says nothing else. */
const usual: Form = { blocks: ["id: {id}\ndata: {data}\n\n"] };
/** The longest piece that is drawn, in bytes. */
const longestPiece = 9;

export function idOf(n: number, { ids = "{n}" }: Form = usual): string {
  return ids.replaceAll("{n}", String(n + 1));
}

/** The text of one event, as the form writes it. */
export function eventText(payload: Payload, form: Form = usual, write?: Writing["data"]): string {
  const block = form.blocks[Math.min(payload.n, form.blocks.length - 1)] ?? "";
  const data = write?.(payload) ?? dataOf(payload, form);
  const comma = (data.includes(',"text"') ? data.indexOf(',"text"') : data.indexOf(',"')) + 1; // JSON may have a line break between its parts
  const text = block
    .replaceAll("{id}", idOf(payload.n, form))
    .replaceAll("{n}", String(payload.n))
    .replaceAll("{data}", () => data)
    .replaceAll("{first}", () => data.slice(0, comma))
    .replaceAll("{rest}", () => data.slice(comma));
  return form.newline === undefined ? text : text.replaceAll("\n", form.newline);
}

/** The payload as JSON, with what a described protocol wants to find in it. */
function dataOf(payload: Payload, { places = {} }: Form): string {
  const { cursor, end } = places;
  const withCursor = cursor === undefined ? payload : withValueAt(payload, cursor, payload.n + 1);
  const whole = end === undefined || !payload.last ? withCursor : withValueAt(withCursor, end.pointer, end.equals);
  return JSON.stringify(whole);
}

/** The first part of an event's bytes. It ends where `half` says, and never with a blank line. */
export function halfOf(text: string, half: NonNullable<StreamAnswer["half"]>): Buffer {
  const bytes = Buffer.from(text, "utf8");
  if (half === "in-id") return bytes.subarray(0, Math.ceil((bytes.indexOf(" ") + 1 + bytes.indexOf("\n")) / 2));
  if (half === "before-blank-line") return Buffer.from(text.replace(/(\r\n|\r|\n)$/, ""), "utf8");
  const long = bytes.findIndex((byte, at) => byte >= 0xc0 && at > bytes.indexOf("data"));
  if (half === "in-character" && long > 0) return bytes.subarray(0, long + 1);
  return bytes.subarray(0, Math.floor(bytes.length * 0.7));
}

/** Bytes as they are written to the socket. */
export function piecesOf(bytes: Buffer, how: StreamAnswer["pieces"], seed: number, label: string): readonly Buffer[] {
  if (how === undefined) return [bytes];
  if (how === "bytes") return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const draws = drawsFor(seed, `pieces/${label}`);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = draws.int(1, longestPiece);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
