import type { Logger } from "pino";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { AppendResult } from "./store.ts";

/** Where the numbers of `/metrics` and the log lines of the same names come from (contract, Health, metrics, telemetry). */
export class Telemetry {
  readonly registry = new Registry();
  readonly #log: Logger;
  readonly #counters = new Map<string, Counter>();
  readonly #trimmedStreams = new WeakSet<object>();

  constructor(log: Logger, gauges: { activeStreams(): number; fullestBuffer(): number }) {
    this.#log = log;
    collectDefaultMetrics({ register: this.registry });
    this.#gauge("assist_sse_streams_active", "Streams that are running on this instance.", gauges.activeStreams);
    this.#gauge("assist_sse_buffer_fill_ratio", "How full the fullest buffer of a stream is.", gauges.fullestBuffer);
  }

  /** Counts an event of one of the contract's names, and logs it when a level is given. */
  count(
    name: string,
    labels: Readonly<Record<string, string>> = {},
    log?: { level: "info" | "warn" | "debug"; fields?: object },
    by = 1,
  ): void {
    this.#counter(name, Object.keys(labels)).inc({ ...labels }, by);
    if (log) this.#log[log.level]({ event: name, ...labels, ...log.fields });
  }

  /** An append trimmed the buffer. The first time of a stream is worth a line; later ones are numbers. */
  bufferTrimmed(stream: object, requestId: string, result: AppendResult): void {
    const first = !this.#trimmedStreams.has(stream);
    this.#trimmedStreams.add(stream);
    const fields = {
      request_id: requestId,
      trimmed_seq: result.first - 1,
      trimmed_size_bytes: result.trimmedBytes,
      new_buffer_size_bytes: result.bytes,
      new_buffer_event_count: result.next - result.first,
    };
    this.count("assist.sse.buffer_trimmed", { reason: result.reason }, { level: first ? "info" : "debug", fields });
  }

  #counter(name: string, labelNames: string[]): Counter {
    let counter = this.#counters.get(name);
    if (!counter) {
      const help = `Times that ${name} happened.`;
      counter = new Counter({ name: name.replaceAll(".", "_"), help, labelNames, registers: [this.registry] });
      this.#counters.set(name, counter);
    }
    return counter;
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
