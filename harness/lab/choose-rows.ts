import { existsSync } from "node:fs";
import { closest } from "fastest-levenshtein";
import type { ClientProtocol, ClientRow } from "../../rows/client/row.ts";
import { clientRows } from "../../rows/client/rows.ts";
import { errors, RefusalError } from "../errors.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { describedRows, type NotOffered } from "./described.ts";

export interface RowChoice {
  /** Empty: all that the protocol has. */
  readonly names: readonly string[];
  /** A name; any other one is that of a description. */
  readonly protocol: string;
  readonly description?: StreamDescription | undefined;
  /** The rows that are about many clients at once, in place of the others. */
  readonly many: boolean;
}

export interface ChosenRows {
  readonly rows: readonly ClientRow[];
  readonly notOffered: readonly NotOffered[];
}

/** @throws RefusalError (exit 2) for a name that is none of theirs */
export function chosenClientRows({ names, protocol, description, many }: RowChoice): ChosenRows {
  const kind = description ? "event-source" : protocol;
  const own = clientRows.filter((row) => (row.protocol ?? "event-source") === kind && Boolean(row.many) === many);
  const { rows: offered, notOffered } = description ? describedRows(own, description) : { rows: own, notOffered: [] };
  const known = [...new Set(offered.flatMap(({ name, cause }) => (cause === undefined ? [name] : [cause, name])))];
  if (known.length === 0) {
    throw new RefusalError(errors.badUsage(`There is no such row for clients of ${protocol}.`, "Leave --clients out."));
  }
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = `Did you mean "${closest(name, known)}"? There are: ${known.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`There is no row "${name}" for clients of ${protocol}.`, hint));
  }
  if (names.length === 0) return { rows: offered, notOffered };
  const isNamed = ({ name, cause }: ClientRow) =>
    names.includes(name) || (cause !== undefined && names.includes(cause));
  return { rows: offered.filter(isNamed), notOffered: [] };
}

const named: readonly string[] = ["event-source", "draft-graph"] satisfies ClientProtocol[];

/**
 * Whether the lab knows a protocol by its name. Any other one is the file of a description.
 *
 * @throws RefusalError (exit 2) for what is neither
 */
export function isNamed(protocol: string): boolean {
  if (named.includes(protocol)) return true;
  if (existsSync(protocol) || /[./\\]/.test(protocol)) return false;
  const hint = `Did you mean "${closest(protocol, [...named])}"? There are: ${named.join(", ")}; or name the file of a description.`;
  throw new RefusalError(errors.badUsage(`There is no protocol "${protocol}" for clients, and no such file.`, hint));
}
