/** Longer views than this are not kept. */
const longestKept = 4_096;

/** Views of the first bytes of one buffer. A view is made once for each length. */
export class PrefixViews {
  readonly #buffer: Buffer;
  readonly #views: (Buffer | undefined)[] = [];

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
    for (let length = 0; length <= longestKept; length++) this.#views.push(undefined);
  }

  first(length: number): Buffer {
    const kept = this.#views[length];
    if (kept !== undefined) return kept;
    const view = this.#buffer.subarray(0, length);
    if (length <= longestKept) this.#views[length] = view;
    return view;
  }
}
