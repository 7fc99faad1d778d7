import type { RunChoices } from "../../run/request.ts";

/** The options of `run`, as commander gives them. */
export interface RunOptions extends Omit<RunChoices, "config"> {
  readonly seed?: number;
  readonly out: string;
  /** The configuration file; false with `--no-config`. */
  readonly config?: string | false;
  readonly needs?: true;
  readonly traceUrl?: string;
  readonly watch?: true;
  readonly json?: true;
  readonly quiet?: true;
}
