import { sumOf } from "./scan/scan.ts";
import { noNumber } from "./sse-bytes.ts";

/** One event. It is valid only until its handler returns: `raw` and `data` are read from the socket's own buffer. */
export interface SseEvent {
  /** "message" when the block has no type. */
  readonly type: string;
  readonly data: string;
  /** The data's bytes; several lines are joined by LF. */
  readonly raw: Buffer;
  /** Where the data begin and end in the memory of `scan`; -1 when they are elsewhere. */
  readonly dataFrom: number;
  readonly dataEnd: number;
  /** `sumOf` the data's bytes. */
  readonly sum: number;
  /** The last event id after this block; "" before the first. */
  readonly id: string;
  /** The same when it is a plain number of up to 9 digits, as most are; else -1. */
  readonly number: number;
  /** Whether this block itself carried an id. */
  readonly hasId: boolean;
  /** Bytes of the block, including its blank line. */
  readonly bytes: number;
  /** Whether the block's bytes were UTF-8. */
  readonly wellFormed: boolean;
}

/** An event that the parser made of lines. */
export class ReadEvent implements SseEvent {
  readonly type: string;
  readonly raw: Buffer;
  readonly number: number;
  readonly hasId: boolean;
  readonly bytes: number;
  readonly wellFormed: boolean;
  readonly dataFrom = -1;
  readonly dataEnd = -1;
  readonly #id: string;

  constructor(
    type: string,
    raw: Buffer,
    id: string,
    number: number,
    hasId: boolean,
    bytes: number,
    wellFormed: boolean,
  ) {
    this.type = type;
    this.raw = raw;
    this.#id = id;
    this.number = number;
    this.hasId = hasId;
    this.bytes = bytes;
    this.wellFormed = wellFormed;
  }

  get id(): string {
    return this.number === noNumber ? this.#id : String(this.number);
  }

  get data(): string {
    return this.raw.toString("utf8");
  }

  get sum(): number {
    return sumOf(this.raw);
  }
}
