import { type ChainWords, chainOf, wordsOf } from "./chain.ts";

/** So many chains are remembered. It is enough to tell an event that was put in from one that was changed or moved. */
const most = 4;
/** What a place holds: a chain, the stream's name (which the first payload follows), or something that is neither. */
const CHAIN = 0;
const ROOT = 1;
const ODD = 2;

/**
 * The newest chains of one stream. The first is the one that the next payload should follow.
 *
 * Its numbers are plain fields of one object, because it is read for each event of ten thousand streams.
 */
export class RecentChains {
  /** The newest chain; valid only when `newestIsChain`. */
  high = 0;
  low = 0;
  #high1 = 0;
  #low1 = 0;
  #high2 = 0;
  #low2 = 0;
  #high3 = 0;
  #low3 = 0;
  /** What each place holds, two bits a place; the newest place has the lowest bits. */
  #kinds = 0;
  #length = 0;

  /** The same chains, for a second client of the stream. */
  copy(): RecentChains {
    const copy = new RecentChains();
    copy.high = this.high;
    copy.low = this.low;
    copy.#high1 = this.#high1;
    copy.#low1 = this.#low1;
    copy.#high2 = this.#high2;
    copy.#low2 = this.#low2;
    copy.#high3 = this.#high3;
    copy.#low3 = this.#low3;
    copy.#kinds = this.#kinds;
    copy.#length = this.#length;
    return copy;
  }

  get length(): number {
    return this.#length;
  }

  get newestIsChain(): boolean {
    return this.#length > 0 && (this.#kinds & 3) === CHAIN;
  }

  /** The stream's name, which the first payload's chain follows from. */
  begin(): void {
    this.#put(ROOT, 0, 0, 0);
  }

  /** Remembers a chain as the newest one. */
  push(high: number, low: number): void {
    this.#put(CHAIN, high, low, 0);
  }

  /**
   * Remembers what a payload had as its chain. A text that is not a chain takes a place too, and nothing can follow it.
   *
   * @param newest false for a payload that came again: it says little about what comes next, so it goes after the newest
   */
  remember(chain: string, { newest }: { newest: boolean }): void {
    const words = wordsOf(chain);
    const { high, low } = words ?? { high: 0, low: 0 };
    this.#put(words ? CHAIN : ODD, high, low, newest || this.#length === 0 ? 0 : 1);
  }

  includes(chain: string): boolean {
    const words = wordsOf(chain);
    return words !== null && this.#all().some(({ kind, high, low }) => kind === CHAIN && same(words, { high, low }));
  }

  /** The place of the first chain, newest first, for which `wanted` is true; -1 without one. `root` is the stream's name. */
  find(root: string, wanted: (before: string) => boolean): number {
    return this.#all().findIndex(
      ({ kind, high, low }) => kind !== ODD && wanted(kind === ROOT ? root : chainOf({ high, low })),
    );
  }

  #put(kind: number, high: number, low: number, place: 0 | 1): void {
    this.#high3 = this.#high2;
    this.#low3 = this.#low2;
    this.#high2 = this.#high1;
    this.#low2 = this.#low1;
    if (place === 0) {
      this.#high1 = this.high;
      this.#low1 = this.low;
      this.high = high;
      this.low = low;
      this.#kinds = ((this.#kinds << 2) | kind) & 255;
    } else {
      this.#high1 = high;
      this.#low1 = low;
      this.#kinds = (((this.#kinds & ~3) << 2) | (kind << 2) | (this.#kinds & 3)) & 255;
    }
    if (this.#length < most) this.#length++;
  }

  #all(): (ChainWords & { readonly kind: number })[] {
    return [
      { high: this.high, low: this.low },
      { high: this.#high1, low: this.#low1 },
      { high: this.#high2, low: this.#low2 },
      { high: this.#high3, low: this.#low3 },
    ]
      .slice(0, this.#length)
      .map((words, place) => ({ ...words, kind: (this.#kinds >> (2 * place)) & 3 }));
  }
}

function same(a: ChainWords, b: ChainWords): boolean {
  return a.high === b.high && a.low === b.low;
}
