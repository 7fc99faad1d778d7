import type { Row, RowNeed } from "../../../rows/row.ts";
import type { Pace } from "../../plan/adjust.ts";
import { longestSilenceMs } from "../../plan/scenario-of-row.ts";
import { type Abilities, plainAbilities } from "../../protocols/abilities.ts";
import type { Protocol } from "../../protocols/protocol.ts";

export interface NotOffered {
  readonly row: string;
  /** The reason, as a sentence without its full stop. */
  readonly reason: string;
}

/** What is known about the target besides its protocol. */
export interface KnownTarget {
  readonly pace: Pace | null;
  /** We started it ourselves (`--command`). */
  readonly started?: boolean;
  /** Only one shard of the plan runs here (`--shard`). */
  readonly isPart?: boolean;
}

/** The rows that the target's protocol can have, and why it cannot have the others. */
export function offeredRows(
  rows: readonly Row[],
  { abilities = plainAbilities }: Pick<Protocol, "abilities">,
  known: KnownTarget,
): { readonly offered: readonly Row[]; readonly notOffered: readonly NotOffered[] } {
  const offered: Row[] = [];
  const notOffered: NotOffered[] = [];
  for (const row of rows) {
    const reason = whyNot(row, abilities, known);
    if (reason === null) offered.push(row);
    else notOffered.push({ row: row.name, reason });
  }
  return { offered, notOffered };
}

function whyNot({ needs = [], kind, inPairs, restarts }: Row, abilities: Abilities, known: KnownTarget): string | null {
  if (inPairs && known.isPart && abilities.sessions)
    return "two streams of one session are never in the same part of a plan (--shard)";
  if (restarts && abilities.publishes)
    return "the harness publishes the events, and cannot know whether the one that the kill cut off was accepted";
  for (const need of needs) {
    const reason = missing(need, abilities, known);
    if (reason !== null) return reason;
  }
  if (kind === undefined || abilities.workloads.includes(kind)) return null;
  return `the description does not say how to make such streams; add "workloads": { "${kind}": … } to it`;
}

function missing(need: RowNeed, abilities: Abilities, { pace, started }: KnownTarget): string | null {
  switch (need) {
    case "command":
      return started ? null : "the target was not started by --command";
    case "cursor":
      return abilities.noCursor;
    case "end":
      return abilities.ends ? null : "its streams do not end by themselves";
    case "foreign":
      return abilities.seesForeign ? null : "no proof recognizes an event of another stream; add a marker";
    case "probes":
      return abilities.probesCursors ? null : "its cursors are not texts, so a wrong one cannot be sent";
    case "second-client":
      if (abilities.oneReader) return "its streams have one reader at a time";
      return abilities.joins ? null : "its reader has no fork(), which lets a second client join a stream";
    case "long-streams": {
      if (pace === null) return null;
      const longMs = pace.events * pace.intervalMs;
      const leastMs = Math.round(1.5 * longestSilenceMs(pace));
      return longMs >= leastMs
        ? null
        : `its streams take ${longMs} ms; ${leastMs} ms are needed to tell whether events are held back`;
    }
  }
}
