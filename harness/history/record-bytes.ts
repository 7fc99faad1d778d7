import type { EventsRecord } from "./records.ts";

const ZERO = 48;
const MINUS = 45;
const COMMA = 44;
const POINT = 46;
const CLOSE = 93;
const openings = {
  seq: ',"seq":[',
  at: ',"at":[',
  idx: ',"idx":[',
  fl: ',"fl":[',
  id: ',"id":[',
  lo: ',"lo":[',
  hi: ',"hi":[',
} as const;
/** The length of the longest double in JSON, with its comma. */
const longestNumber = 26;

/** Bytes that a record of events may take at most. */
export function mostBytesOf({ seq, at, idx, fl, id = [], lo = [], hi = [] }: EventsRecord): number {
  const numbers = seq.length + at.length + idx.length + fl.length + id.length + lo.length + hi.length;
  return 128 + longestNumber * numbers;
}

/**
 * Writes a record of events as JSON.stringify would, byte for byte, but without creating strings, because most of a history
 * is such records.
 *
 * @param into must have room for `mostBytesOf` the record
 * @returns the position after it
 */
export function writeEvents(record: EventsRecord, into: Buffer, start: number): number {
  let at = writeText('{"k":"ev","s":', into, start);
  at = writeNumber(record.s, into, at);
  at = writeNumber(record.c, into, writeText(',"c":', into, at));
  at = writeColumn(record.seq, into, writeText(openings.seq, into, at));
  at = writeColumn(record.at, into, writeText(openings.at, into, at));
  at = writeColumn(record.idx, into, writeText(openings.idx, into, at));
  at = writeColumn(record.fl, into, writeText(openings.fl, into, at));
  const { id, lo, hi } = record;
  if (id !== undefined && lo !== undefined && hi !== undefined) {
    at = writeColumn(id, into, writeText(openings.id, into, at));
    at = writeColumn(lo, into, writeText(openings.lo, into, at));
    at = writeColumn(hi, into, writeText(openings.hi, into, at));
  }
  return writeText("}", into, at);
}

function writeText(text: string, into: Buffer, start: number): number {
  for (let i = 0; i < text.length; i++) into[start + i] = text.charCodeAt(i);
  return start + text.length;
}

function writeColumn(column: readonly number[], into: Buffer, start: number): number {
  let at = start;
  for (let i = 0; i < column.length; i++) {
    if (i > 0) into[at++] = COMMA;
    at = writeNumber(column[i] as number, into, at);
  }
  into[at++] = CLOSE;
  return at;
}

/** Writes a number as JSON.stringify does. Whole numbers of 32 bits and hundredths are written digit by digit. */
function writeNumber(value: number, into: Buffer, start: number): number {
  if ((value | 0) === value && !Object.is(value, -0)) return writeWhole(value, into, start);
  const hundredths = Math.round(value * 100);
  if (!(value > 0 && hundredths <= 0x7fffffff && hundredths / 100 === value))
    return writeText(JSON.stringify(value), into, start);
  const whole = (hundredths / 100) | 0;
  const rest = hundredths - whole * 100;
  let at = writeWhole(whole, into, start);
  into[at++] = POINT;
  const tenth = (rest / 10) | 0;
  into[at++] = ZERO + tenth;
  if (rest !== tenth * 10) into[at++] = ZERO + rest - tenth * 10;
  return at;
}

function writeWhole(value: number, into: Buffer, start: number): number {
  let at = start;
  let rest = value;
  if (value < 0) {
    into[at++] = MINUS;
    rest = -value;
  }
  if (rest > 0x7fffffff) return writeText(String(rest), into, at); // the smallest 32-bit number, -2^31
  let digits = 1;
  for (let power = 10; digits < 10 && rest >= power; power *= 10) digits++;
  for (let place = at + digits - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    into[place] = ZERO + rest - next * 10;
    rest = next;
  }
  return at + digits;
}
