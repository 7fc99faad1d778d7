import type { StreamDescription } from "../protocols/description/description.ts";
import type { Protocol } from "../protocols/protocol.ts";

/**
 * What `resume-gate.config.ts` says. Every field is optional, and an option of the command line overrides it.
 *
 * Texts may hold `env("NAME")`: the value of an environment variable, which is read when a request is made and stored nowhere.
 */
export interface ResumeGateConfig {
  /** The server under test, for example "http://127.0.0.1:8080". */
  readonly target?: string;
  /** Starts the target, for a shell; it gets its port in PORT. With it the rows restart and leak run. */
  readonly command?: string;
  /** For `command`: a URL or path that answers, or a text that is printed, once it is ready. Absent: its port takes connections. */
  readonly ready?: string;
  /** For `command`: over the environment of `resume-gate`. */
  readonly env?: Readonly<Record<string, string>>;
  /** How it speaks: a description, a module with functions, the name of a protocol that is built in, or a file. */
  readonly protocol?: StreamDescription | Protocol | ProtocolMaker | string;
  /** Values for names in braces of the description, or parameters of the built-in protocol. */
  readonly with?: Readonly<Record<string, string>>;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** "pr" (the default), "nightly" or "soak": how much load. */
  readonly profile?: string;
  /** The plan's seed, a whole number. Absent: drawn and printed. */
  readonly seed?: number;
  /** Which rows to run: "all", or their names (docs/rows.md). Absent: all that the target offers. */
  readonly rows?: "all" | readonly string[];
  /** Streams of the load. Absent: the profile's. */
  readonly streams?: number;
  /** Arrivals a second. Absent: the profile's. */
  readonly rate?: number;
  /** How long streams arrive, for example "90s". Absent: the profile's. */
  readonly duration?: string;
  /** Where results and histories go. Absent: the working directory. */
  readonly out?: string;
  /** Whether a `traceparent` is sent with each request. Absent: true. */
  readonly trace?: boolean;
  /** For the page: the address of a trace in your tracing system, with "{trace}" for its id. Absent: trace ids are not links. */
  readonly traceUrl?: string;
  /** Whether streams share sessions of HTTP/2 over TLS, as in a browser; for an https target. Absent: false. */
  readonly http2?: boolean;
}

/** A protocol that needs the values of `with`. */
export type ProtocolMaker = (values: Readonly<Record<string, string>>) => Protocol;

/** The configuration, with its types checked by an editor. */
export function defineConfig(config: ResumeGateConfig): ResumeGateConfig {
  return config;
}

/** A description of how streams are created, opened, read, resumed and ended (docs/describe-a-stream.md). */
export function stream(description: StreamDescription): StreamDescription {
  return description;
}

/** The value of an environment variable, read when a request is made. It stands in no history, result or message. */
export function env(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not the name of an environment variable.`);
  return `{$${name}}`;
}
