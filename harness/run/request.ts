import type { Protocol } from "../protocols/protocol.ts";

/** The choices for a run. An absent one leaves the profile's or the scenario's own value. */
export interface RunChoices {
  /** How much load: `pr`, `nightly` or `soak`. */
  readonly profile: string;
  /** `auto`, `container`, `binary`, or a redis:// URL. */
  readonly redis: string;
  /** The server under test. Absent: the reference server. */
  readonly target?: URL;
  /** Starts the target, which gets its port in PORT. */
  readonly command?: string;
  /** A URL or path that answers, or a text that the command prints, once it is ready. Absent: its port accepts connections. */
  readonly ready?: string;
  /** Added to the command's environment. May contain secrets, so it is never stored. */
  readonly env?: Readonly<Record<string, string>>;
  /** The target's protocol as it was given: a name or a file. */
  readonly protocol?: string;
  /** Values for the protocol as they were given; environment variables are still names. */
  readonly with?: Readonly<Record<string, string>>;
  /** The configuration file that was read. */
  readonly config?: string;
  /** Sent to the target, and never stored. */
  readonly header?: Readonly<Record<string, string>>;
  /** The user's commands that break the target, heal it, and check that it is broken. */
  readonly faultStart?: string;
  readonly faultEnd?: string;
  readonly faultProof?: string;
  /** Streams of a face. */
  readonly streams?: number;
  /** Arrivals a second, for a load without a fault. */
  readonly rate?: number;
  /** How long streams arrive, in milliseconds, for a load without a fault. */
  readonly duration?: number;
  /** The runbook's own times instead of scaled ones. */
  readonly realTime?: true;
  /** Changes of faces, each as `scenario.face.KEY=VALUE`. */
  readonly set: readonly string[];
  /** Faces that run side by side. */
  readonly parallel?: number;
  readonly engine: "own" | "k6";
  /** Rows for any target, by name, instead of the load without a fault. Empty: all of them. */
  readonly rows?: readonly string[];
  readonly shard?: { readonly index: number; readonly of: number };
  /** False: no `traceparent` is sent. */
  readonly trace?: boolean;
  /** Streams share sessions of HTTP/2 over TLS. */
  readonly http2?: boolean;
}

/** A complete request, ready to run. */
export interface RunRequest extends RunChoices {
  /** The scenarios by name. Empty: those of the profile. */
  readonly names: readonly string[];
  readonly seed: number;
  readonly speaks: Protocol;
  /** The address that the protocol's paths are relative to. Absent: the target itself. */
  readonly baseTarget?: URL;
}
