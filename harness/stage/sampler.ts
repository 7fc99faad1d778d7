import { monitorEventLoopDelay } from "node:perf_hooks";
import { metrics } from "../faults/metrics.ts";
import { hundredths } from "../history/hundredths.ts";
import type { SampleRecord } from "../history/samples.ts";
import { RedisGauge } from "../redis/gauge.ts";
import type { ProcessFigures } from "./process-figures.ts";

/** What is sampled besides the load generator itself. */
export type Sampled = ReferenceServers | OwnProcess;

interface ReferenceServers {
  /** Base URLs of the servers, each with `/metrics`. */
  readonly servers: readonly string[];
  /** The address by which the servers reach Redis, so that a fault on the way to it shows. */
  readonly redisUrl: string;
}

/** A target that we started. */
interface OwnProcess {
  figures(): Promise<ProcessFigures | null>;
}

interface ServerReading {
  readonly rss: number;
  readonly fill: number;
  /** Processor time since the process began, in seconds. */
  readonly cpuSec: number;
}

/** Faces that should take longer than this are sampled less often. In milliseconds. */
const longMs = 600_000;

/** Takes a sample every second (every 5 s in long faces) until it is stopped. Never throws. */
export class FaceSampler {
  readonly #sampled: Sampled | null;
  readonly #now: () => number;
  readonly #take: (sample: SampleRecord) => void;
  readonly #gauge: RedisGauge | null;
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  readonly #timer: NodeJS.Timeout;
  #busy = false;
  #reading: Promise<void> = Promise.resolve();
  #before = { at: performance.now(), cpu: process.cpuUsage() };
  /** Each server's processor time at the last sample. */
  readonly #serverCpu = new Map<string, { readonly at: number; readonly sec: number }>();

  constructor(
    sampled: Sampled | null,
    { now, expectedMs, take }: { now(): number; expectedMs: number; take(sample: SampleRecord): void },
  ) {
    this.#sampled = sampled;
    this.#now = now;
    this.#take = take;
    this.#gauge = sampled && "redisUrl" in sampled ? new RedisGauge(sampled.redisUrl) : null;
    this.#delay.enable();
    this.#timer = setInterval(() => this.#tick(), expectedMs > longMs ? 5_000 : 1_000);
  }

  /** Stops. Waits for a reading in progress, about a second at most. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#delay.disable();
    await this.#reading;
    this.#gauge?.close();
  }

  #tick(): void {
    if (this.#busy) return; // the last reading still waits for an answer
    this.#busy = true;
    this.#reading = this.#read().finally(() => {
      this.#busy = false;
    });
  }

  async #read(): Promise<void> {
    const at = this.#now();
    const own = this.#ownUse();
    const [redis, servers] = await Promise.all([this.#gauge?.read(), this.#readServers()]);
    this.#take({
      k: "sample",
      at,
      ...(redis === undefined ? {} : { redisMs: redis === null ? null : hundredths(redis.ms) }),
      ...(redis?.rss ? { redisRss: redis.rss } : {}),
      ...(redis?.keys === null || redis?.keys === undefined ? {} : { redisKeys: redis.keys }),
      ...servers,
      ...own,
    });
  }

  #ownUse(): Pick<SampleRecord, "harnessRss" | "harnessCpu" | "loopMs"> {
    const at = performance.now();
    const used = process.cpuUsage(this.#before.cpu);
    const harnessCpu = hundredths((used.user + used.system) / 10 / Math.max(1, at - this.#before.at));
    this.#before = { at, cpu: process.cpuUsage() };
    const loopMs = hundredths(Math.max(0, this.#delay.max / 1e6));
    this.#delay.reset();
    return { harnessRss: process.memoryUsage.rss(), harnessCpu, loopMs };
  }

  async #readServers(): Promise<Partial<SampleRecord>> {
    if (!this.#sampled) return {};
    if ("figures" in this.#sampled) return this.#readProcess(await this.#sampled.figures());
    const { servers } = this.#sampled;
    const all = await Promise.all(servers.map((url) => readServer(url)));
    const found = all.filter((reading) => reading !== null);
    if (found.length < all.length) return {}; // a sum without one of them would look like a drop
    const spent = servers.map((url, i) => this.#cpuSince(url, (found[i] as ServerReading).cpuSec));
    return {
      serverRss: found.reduce((sum, { rss }) => sum + rss, 0),
      fill: Math.max(...found.map(({ fill }) => fill)),
      ...(spent.includes(null) ? {} : { serverCpu: hundredths(spent.reduce<number>((a, b) => a + (b ?? 0), 0)) }),
    };
  }

  #readProcess(figures: ProcessFigures | null): Partial<SampleRecord> {
    if (!figures) return {};
    const cpu = this.#cpuSince("process", figures.cpuSec);
    return { serverRss: figures.rss, ...(cpu === null ? {} : { serverCpu: hundredths(cpu) }) };
  }

  /** Percent of one core since the last sample; null for the first one, and after a restart. */
  #cpuSince(url: string, sec: number): number | null {
    const at = performance.now();
    const before = this.#serverCpu.get(url);
    this.#serverCpu.set(url, { at, sec });
    if (!before || sec < before.sec) return null;
    return ((sec - before.sec) * 100_000) / Math.max(1, at - before.at);
  }
}

async function readServer(url: string): Promise<ServerReading | null> {
  try {
    const found = await metrics(url, 1_000);
    const rss = found.get("process_resident_memory_bytes");
    const fill = found.get("assist_sse_buffer_fill_ratio");
    const cpuSec = found.get("process_cpu_seconds_total");
    if (rss === undefined || fill === undefined || cpuSec === undefined) return null;
    return { rss, fill, cpuSec };
  } catch {
    return null;
  }
}
