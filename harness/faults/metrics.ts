/** One number of a server's `/metrics`, e.g. `process_resident_memory_bytes`. @throws Error when it is not there */
export async function metric(instance: string, name: string): Promise<number> {
  const answer = await fetch(`${instance}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const line = (await answer.text()).split("\n").find((each) => each.startsWith(`${name} `));
  if (!line) throw new Error(`${instance}/metrics has no ${name}.`);
  return Number(line.slice(name.length + 1));
}

/** Reads a number again and again until it is stopped, and keeps the highest. What cannot be read is left out. */
export class Sampler {
  readonly #timer: NodeJS.Timeout;
  #reading: Promise<void> = Promise.resolve();
  #busy = false;
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
        })
        .catch(() => {})
        .finally(() => {
          this.#busy = false;
        });
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }
}
