/** A set of whole numbers, kept as ranges. Its size grows with the number of ranges, not with their length. */
export class SeqRanges {
  #ranges: { from: number; to: number }[] = [];

  /** Adds all numbers from `from` to `to`, both included. They must be above everything added before. */
  append(from: number, to: number): void {
    if (from <= to) this.#ranges.push({ from, to });
  }

  /** @returns whether it was in the set */
  remove(seq: number): boolean {
    const at = this.#ranges.findIndex((range) => range.from <= seq && seq <= range.to);
    const range = this.#ranges[at];
    if (!range) return false;
    const rest = [
      { from: range.from, to: seq - 1 },
      { from: seq + 1, to: range.to },
    ].filter((each) => each.from <= each.to);
    this.#ranges.splice(at, 1, ...rest);
    return true;
  }

  get size(): number {
    return this.#ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  ranges(): readonly { readonly from: number; readonly to: number }[] {
    return this.#ranges;
  }
}
