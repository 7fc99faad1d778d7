import { isUtf8 } from "node:buffer";

export const LF = 10;
export const CR = 13;
export const COLON = 58;
const SPACE = 32;
const ZERO = 48;
/** Stands for "not a plain number". */
export const noNumber = -1;
const nothing = Buffer.alloc(0);

/** Whether a line is UTF-8. Most lines are short and ASCII; for those a loop costs less than the call of the native check. */
export function isWellFormed(bytes: Buffer, from: number, end: number): boolean {
  for (let i = from; i < end; i++)
    if ((bytes[i] as number) >= 128 || i > from + 32) return isUtf8(bytes.subarray(from, end));
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** The value of 1 to 9 digits without a zero before them; -1 for all else. */
export function plainNumber(bytes: Buffer, from: number, end: number): number {
  const digits = end - from;
  if (digits === 0 || digits > 9 || (digits > 1 && bytes[from] === ZERO)) return noNumber;
  let value = 0;
  for (let at = from; at < end; at++) {
    if (!isDigit(bytes[at])) return noNumber;
    value = value * 10 + (bytes[at] as number) - ZERO;
  }
  return value;
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a line's field has this name: the name, and then a colon or the line's end. */
export function startsWith(bytes: Buffer, from: number, end: number, name: string): boolean {
  const after = from + name.length;
  if (after > end || (after < end && bytes[after] !== COLON)) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** Where a field's value begins: after the colon and one space, or at the end when there is no colon. */
export function valueStart(bytes: Buffer, from: number, end: number, nameLength: number): number {
  const colon = from + nameLength;
  if (colon >= end) return end;
  return colon + 1 < end && bytes[colon + 1] === SPACE ? colon + 2 : colon + 1;
}

/** The last event type that was decoded. Types are few and repeat, so most are not decoded again. */
let lastName = "";
let lastNameBytes = nothing;
export function nameOf(bytes: Buffer, from: number, end: number): string {
  if (end - from === lastNameBytes.length && hasAt(bytes, from, lastNameBytes)) return lastName;
  lastNameBytes = Buffer.from(bytes.subarray(from, end));
  lastName = lastNameBytes.toString("utf8");
  return lastName;
}

/** Whether `bytes` has the wanted bytes at this place. */
function hasAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** The place of the next CR or LF, or -1. */
export function endOfLine(chunk: Buffer, from: number): number {
  const lf = chunk.indexOf(LF, from);
  const until = lf < 0 ? chunk.length : lf;
  const cr = chunk.subarray(from, until).indexOf(CR);
  return cr >= 0 ? from + cr : lf;
}
