import { prometheusNumbers } from "../prometheus-text.ts";

/** The numbers of a server's `/metrics`, by name. @throws Error when it does not answer in time */
export async function metrics(instance: string, limitMs = 5_000): Promise<Map<string, number>> {
  const answer = await fetch(`${instance}/metrics`, { signal: AbortSignal.timeout(limitMs) });
  return new Map(Object.entries(prometheusNumbers(await answer.text())));
}

/** One number, e.g. `process_resident_memory_bytes`. @throws Error when the server does not have it */
export async function metric(instance: string, name: string): Promise<number> {
  const value = (await metrics(instance)).get(name);
  if (value === undefined) throw new Error(`${instance}/metrics has no ${name}.`);
  return value;
}

/** How many of the last samples are kept. The lowest shows how much memory stays after garbage collection. */
const lastSamples = 3;

/** Reads a number repeatedly until it is stopped. Failed reads are left out. */
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

  /** The lowest of the last samples: for memory, what stays after garbage collection. */
  get settled(): number {
    return Math.min(...this.#last);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }
}
