import { closest } from "fastest-levenshtein";
import type { ClientProtocol, ClientRow } from "../../rows/client/row.ts";
import { clientRows } from "../../rows/client/rows.ts";
import { errors, RefusalError } from "../errors.ts";

export interface RowChoice {
  /** Empty: all that the protocol has. */
  readonly names: readonly string[];
  readonly protocol: ClientProtocol;
  /** The rows that are about many clients at once, in place of the others. */
  readonly many: boolean;
}

/** @throws RefusalError (exit 2) for a name that is none of theirs */
export function chosenClientRows({ names, protocol, many }: RowChoice): readonly ClientRow[] {
  const offered = clientRows.filter(
    (row) => (row.protocol ?? "event-source") === protocol && Boolean(row.many) === many,
  );
  const known = offered.map(({ name }) => name);
  if (known.length === 0) {
    throw new RefusalError(errors.badUsage(`There is no such row for clients of ${protocol}.`, "Leave --clients out."));
  }
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = `Did you mean "${closest(name, known)}"? There are: ${known.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`There is no row "${name}" for clients of ${protocol}.`, hint));
  }
  return names.length === 0 ? offered : offered.filter(({ name }) => names.includes(name));
}
