import type { Logger } from "pino";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { AppendResult } from "./redis/store.ts";

/** The contract's names (Health, metrics, telemetry), with their labels and the level of their log lines. */
const names = {
  "assist.sse.resume_issued": { labels: [], level: "debug", help: "Resume tokens given to clients." },
  "assist.sse.resume_attempt": { labels: [], level: "debug", help: "Resume requests." },
  "assist.sse.resume_success": { labels: [], level: "debug", help: "Resumes that gave all that the client lacked." },
  "assist.sse.resume_expired": { labels: [], level: "info", help: "Resumes refused because of the token's age." },
  "assist.sse.resume_rejected": { labels: ["code"], level: "info", help: "Resumes refused for another reason." },
  "assist.sse.resume_replay_count": { labels: [], level: "debug", help: "Events replayed from the buffer." },
  "assist.sse.snapshot_created": { labels: [], level: "debug", help: "Final snapshots stored." },
  "assist.sse.partial_recovery": {
    labels: ["missing"], // "events": only the last event was given; "payloads": each event, some without its payload
    level: "info",
    help: "Resumes that did not give all that the client lacked.",
  },
  "assist.sse.redis_unavailable": { labels: [], level: "warn", help: "Outages of Redis." },
  "assist.sse.buffer_trimmed": {
    labels: ["reason"],
    level: "info",
    help: "Appends that dropped a stream's oldest events.",
  },
  "assistants.sse.completed": { labels: ["sse_end_state"], level: "debug", help: "Streams that ended." },
} as const satisfies Readonly<Record<string, { labels: readonly string[]; level: Level; help: string }>>;

type Level = "debug" | "info" | "warn";
export type TelemetryName = keyof typeof names;

/** Where the numbers of `/metrics` and the log lines of the same names come from. */
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
    for (const [name, { labels, help }] of Object.entries(names)) {
      const options = { name: name.replaceAll(".", "_"), help, labelNames: labels, registers: [this.registry] };
      this.#counters.set(name, new Counter(options));
    }
  }

  /** Counts events that have one of the contract's names, and logs them. Fields are for the log alone. */
  count(
    name: TelemetryName,
    labels: Readonly<Record<string, string>> = {},
    { by = 1, fields = {}, level = names[name].level }: { by?: number; fields?: object; level?: Level } = {},
  ): void {
    this.#counters.get(name)?.inc({ ...labels }, by);
    if (this.#log.isLevelEnabled(level)) {
      this.#log[level]({ event: name, ...labels, ...(by === 1 ? {} : { count: by }), ...fields });
    }
  }

  /** A resume was refused with this code. */
  refused(code: string): void {
    if (code === "RESUME_TOKEN_EXPIRED") this.count("assist.sse.resume_expired");
    else this.count("assist.sse.resume_rejected", { code });
  }

  /** An append trimmed the buffer. A stream's first trim is logged at level info, later ones at debug. */
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
