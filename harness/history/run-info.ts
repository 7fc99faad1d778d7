export interface RunInfo {
  readonly id: string;
  /** ISO 8601, the moment at which the run (not the face) began. */
  readonly startedAt: string;
  readonly seed: number;
  readonly profile: string;
  /** Every face that the run set out to do, as `scenario.face`, so that a missing history is noticed. */
  readonly faces: readonly string[];
  readonly environment: Environment;
  /** What the command line asked for. Absent from histories of before it was kept. */
  readonly options?: RunSettings;
  /** Rows that this target's protocol does not offer, each with the reason. Absent where rows were not asked for. */
  readonly notOffered?: readonly { readonly row: string; readonly reason: string }[];
}

/** What `reproduce` needs besides profile and seed. Headers are never kept, nor the value of a secret (`hidden`). */
export interface RunSettings {
  /** As named; none: those of the profile. */
  readonly scenarios: readonly string[];
  /** Each `--set`, as given. */
  readonly set: readonly string[];
  readonly streams?: number;
  /** Arrivals a second. */
  readonly rate?: number;
  readonly durationMs?: number;
  readonly realTime?: true;
  /** How the target speaks: a protocol's name, or the file that describes it. */
  readonly protocol?: string;
  /** Values for the protocol, each as `name=value`; those of environment variables by their names. */
  readonly with?: readonly string[];
  /** The configuration file. */
  readonly config?: string;
  /** Rows for any target, by name; none: all of them. */
  readonly rows?: readonly string[];
  readonly engine: "own" | "k6";
  /** Streams shared sessions of HTTP/2 over TLS. */
  readonly http2?: true;
  readonly noTrace?: true;
}

export interface Environment {
  readonly node: string;
  readonly harness: string;
  readonly platform: string;
  readonly cores: number;
  readonly redis: string;
  readonly target: string;
  readonly gitCommit: string | null;
}
