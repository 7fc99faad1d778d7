import type { Protocol } from "../protocols/protocol.ts";

/** The choices for a run. Where one is absent, the profile's or the scenario's own value is used. */
export interface RunChoices {
  /** How much load: `pr`, `nightly` or `soak`. */
  readonly profile: string;
  /** `auto`, `container`, `binary`, or a redis:// URL. */
  readonly redis: string;
  /** Somebody's own server. Absent: the reference server. */
  readonly target?: URL;
  /** Starts the target, which gets its port in PORT. */
  readonly command?: string;
  /** A URL or path that answers, or a text that the command prints, once it is ready. Absent: its port takes connections. */
  readonly ready?: string;
  /** For the command, over our own environment; may hold secrets, and is stored nowhere. */
  readonly env?: Readonly<Record<string, string>>;
  /** The target's protocol, as it was given: a name, or a file. */
  readonly protocol?: string;
  /** Values for the protocol, as they were given; those of environment variables by their names. */
  readonly with?: Readonly<Record<string, string>>;
  /** The configuration file that was read. */
  readonly config?: string;
  /** Sent to the target; stored nowhere. */
  readonly header?: Readonly<Record<string, string>>;
  /** The user's own commands that break the target, heal it, and see that it is broken. */
  readonly faultStart?: string;
  readonly faultEnd?: string;
  readonly faultProof?: string;
  /** Streams a face. */
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
  /** Rows for any target, by name, instead of the load without a fault; none: all of them. */
  readonly rows?: readonly string[];
  readonly shard?: { readonly index: number; readonly of: number };
  /** False: no `traceparent` is sent. */
  readonly trace?: boolean;
  /** Streams share sessions of HTTP/2 over TLS. */
  readonly http2?: boolean;
}

/** A run that can be run. */
export interface RunRequest extends RunChoices {
  /** The scenarios as they were named; none: those of the profile. */
  readonly names: readonly string[];
  readonly seed: number;
  readonly speaks: Protocol;
  /** The address that the protocol's paths are named from. Absent: the target itself. */
  readonly baseTarget?: URL;
}
