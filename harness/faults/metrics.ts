/** One number of a server's `/metrics`, e.g. `process_resident_memory_bytes`. @throws Error when it is not there */
export async function metric(instance: string, name: string): Promise<number> {
  const answer = await fetch(`${instance}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const line = (await answer.text()).split("\n").find((each) => each.startsWith(`${name} `));
  if (!line) throw new Error(`${instance}/metrics has no ${name}.`);
  return Number(line.slice(name.length + 1));
}

/** Samples at the end whose lowest tells what stays when garbage is collected. */
const lastSamples = 3;

/** Reads a number again and again until it is stopped. What cannot be read is left out. */
export class Sampler {
  readonly #timer: NodeJS.Timeout;
  #reading: Promise<void> = Promise.resolve();
  #busy = false;
  #last: number[] = [];
  highest = 0;
  samples = 0;

  constructor(read: () => Promise<number>, everyMs: number) {
    this.#timer = setInterval(() => {
      if (this.#busy) return;
      this.#busy = true;
      this.#reading = read()
        .then((value) => {
          this.samples++;
          this.highest = Math.max(this.highest, value);
          this.#last = [...this.#last, value].slice(-lastSamples);
        })
        .catch(() => {})
        .finally(() => {
          this.#busy = false;
        });
    }, everyMs);
  }

  /** The lowest of the last samples: for memory, what is really kept. */
  get settled(): number {
    return Math.min(...this.#last);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }
}
