import { existsSync } from "node:fs";
import { closest } from "fastest-levenshtein";
import type { ClientProtocol, ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { OfferedRows, ProtocolWire } from "../wires/wire.ts";
import { wires } from "../wires/wires.ts";

export interface RowChoice {
  /** Empty: all that the protocol has. */
  readonly names: readonly string[];
  /** A name; any other one is that of a description. */
  readonly protocol: string;
  /** How the client speaks, where that is neither event-source nor draft-graph. */
  readonly wire?: ProtocolWire | undefined;
  /** The rows that are about many clients at once, in place of the others. */
  readonly many: boolean;
}

/** @throws RefusalError (exit 2) for a name that is none of theirs */
export function chosenClientRows({ names, protocol, wire, many }: RowChoice): OfferedRows {
  const kind = wire ? "event-source" : protocol;
  const own = clientRows.filter((row) => (row.protocol ?? "event-source") === kind && Boolean(row.many) === many);
  const { rows: offered, notOffered } = wire?.rows(own) ?? { rows: own, notOffered: [] };
  const known = [...new Set(offered.flatMap(({ name, cause }) => (cause === undefined ? [name] : [cause, name])))];
  if (known.length === 0) {
    throw new RefusalError(errors.badUsage(`There is no such row for clients of ${protocol}.`, "Leave --clients out."));
  }
  for (const name of names) {
    if (known.includes(name)) continue;
    const not = notOffered.find(({ row }) => row === name);
    if (not)
      throw new RefusalError(errors.badUsage(`Clients of ${protocol} cannot have the row "${name}".`, not.reason));
    const hint = `Did you mean "${closest(name, known)}"? There are: ${known.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`There is no row "${name}" for clients of ${protocol}.`, hint));
  }
  if (names.length === 0) return { rows: offered, notOffered };
  const isNamed = ({ name, cause }: ClientRow) =>
    names.includes(name) || (cause !== undefined && names.includes(cause));
  return { rows: offered.filter(isNamed), notOffered: [] };
}

const own: readonly ClientProtocol[] = ["event-source", "draft-graph"];
const named: readonly string[] = [...own, ...Object.keys(wires)];

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
