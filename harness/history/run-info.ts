/** Which run a history belongs to, and what was asked of it. */
export interface RunInfo {
  readonly id: string;
  /** ISO 8601, the moment at which the run (not the face) began. */
  readonly startedAt: string;
  readonly seed: number;
  readonly profile: string;
  /** Every face that the run planned, as `scenario.face`, so that a missing history is noticed. */
  readonly faces: readonly string[];
  readonly environment: Environment;
  /** What the command line asked for. Absent from older histories. */
  readonly options?: RunSettings;
  /** Rows that this target's protocol does not offer, each with the reason. Absent where rows were not asked for. */
  readonly notOffered?: readonly { readonly row: string; readonly reason: string }[];
}

/**
 * What `reproduce` needs besides profile and seed. Neither headers nor the values of secrets are kept (`hidden`).
 *
 * The results repeat these fields in snake case (`Command` in `gate/results.ts`). Both are published file formats, each with its
 * own version, so neither is derived from the other.
 */
export interface RunSettings {
  /** By name. Empty: those of the profile. */
  readonly scenarios: readonly string[];
  /** Each `--set`, as given. */
  readonly set: readonly string[];
  readonly streams?: number;
  /** Arrivals a second. */
  readonly rate?: number;
  readonly durationMs?: number;
  readonly realTime?: true;
  /** The target's protocol: a name, or the file that describes it. */
  readonly protocol?: string;
  /** Values for the protocol, each as `name=value`. A value from an environment variable is kept as the variable's name. */
  readonly with?: readonly string[];
  /** The configuration file. */
  readonly config?: string;
  /** Rows for any target, by name. Empty: all of them. */
  readonly rows?: readonly string[];
  readonly engine: "own" | "k6";
  /** Streams share sessions of HTTP/2 over TLS. */
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
