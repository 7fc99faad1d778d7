import { type Block, isPayload } from "./block.ts";
import type { EventFilter, Lie, Tools, ZooConnection } from "./liar.ts";

/**
 * Where a lie about events falls.
 * - `start`: among the first payloads of a stream, before its client is cut.
 * - `replay`: among the first payloads after a resume, which the client was away for.
 * - `seam`: the first payload that comes after the replay. `live`: soon after it.
 */
export type Place = "start" | "replay" | "seam" | "live";

/** What happens at the chosen payload, and to all blocks after it on the same connection. */
export interface Change {
  /** Null: not here, try the next payload. */
  here(block: Block): readonly Block[] | null;
  after?(block: Block): readonly Block[];
}

/** The replay comes at once; a payload that had to be waited for this long, in milliseconds, is a live one. */
const liveAfterMs = 5;

/** Lies once a stream, at one payload that the seed chooses. `make` is called for each connection that gets the lie. */
export function atOnePayload(place: Place, make: (connection: ZooConnection, tools: Tools) => Change) {
  return (tools: Tools): Lie => ({
    events(connection) {
      const fits = (connection.kind === "start") === (place === "start");
      if (!fits || tools.hasLiedTo(connection.stream)) return null;
      return filterAt(place, connection, tools, make(connection, tools));
    },
  });
}

function filterAt(place: Place, { stream }: ZooConnection, tools: Tools, change: Change): EventFilter {
  let left = place === "start" ? tools.draws.int(1, 3) : place === "seam" ? 0 : tools.draws.int(0, 2);
  let waits = place === "seam" || place === "live";
  let done = false;
  let lastAt: number | null = null;
  const isHere = (block: Block): boolean => {
    if (done || !isPayload(block)) return false;
    const now = performance.now();
    if (waits && lastAt !== null && now - lastAt >= liveAfterMs) waits = false;
    lastAt = now;
    return !waits && left-- <= 0;
  };
  return {
    block(block, out) {
      if (done) return out.send(...(change.after?.(block) ?? [block]));
      const told = isHere(block) ? change.here(block) : null;
      if (told === null) return out.send(block);
      done = true;
      tools.lied(stream);
      out.send(...told);
    },
  };
}
