import type { EventFilter, Lie, Tools } from "../liar.ts";
import type { Block } from "../proxy/block.ts";
import type { ProxiedConnection } from "../proxy/proxied-request.ts";

/**
 * Where in a stream a lie happens.
 * - `start`: among the first payloads of a stream, before its client is cut.
 * - `replay`: among the first payloads after a resume, which were sent while the client was away.
 * - `seam`: the first payload that comes after the replay. `live`: soon after it.
 */
export type Place = "start" | "replay" | "seam" | "live";

/** What a lie does to the chosen payload, and to all blocks after it on the same connection. */
export interface Change {
  /** The blocks to send in its place. Null: this payload does not fit, so the next one is tried. */
  here(block: Block): readonly Block[] | null;
  after?(block: Block): readonly Block[];
}

/** A replay comes at once. A payload that comes this much later than the one before it is live. In milliseconds. */
const liveAfterMs = 5;

/** Lies once in each stream, at one payload that the seed chooses. `make` is called for each connection that gets the lie. */
export function atOnePayload(place: Place, make: (connection: ProxiedConnection, tools: Tools) => Change) {
  return (tools: Tools): Lie => ({
    events(connection) {
      const fits = (connection.kind === "start") === (place === "start");
      if (!fits || tools.hasLiedTo(connection.stream)) return null;
      return filterAt(place, connection, tools, make(connection, tools));
    },
  });
}

function filterAt(place: Place, connection: ProxiedConnection, tools: Tools, change: Change): EventFilter {
  const { stream, replayed } = connection;
  const isHere = replayed === null ? byTime(place, tools) : byCount(place, replayed, tools);
  let done = false;
  return {
    block(block, out) {
      if (done) return out.send(...(change.after?.(block) ?? [block]));
      const changed = tools.wire.isPayload(block) && isHere() ? change.here(block) : null;
      if (changed === null) return out.send(block);
      done = true;
      tools.lied(stream);
      out.send(...changed);
    },
  };
}

/** For a server that does not say how much it replays: the first payload that took a while to come is live. */
function byTime(place: Place, { draws }: Tools): () => boolean {
  let left = place === "start" ? draws.int(1, 3) : place === "seam" ? 0 : draws.int(0, 2);
  let waits = place === "seam" || place === "live";
  let lastAt: number | null = null;
  return () => {
    const now = performance.now();
    if (waits && lastAt !== null && now - lastAt >= liveAfterMs) waits = false;
    lastAt = now;
    return !waits && left-- <= 0;
  };
}

function byCount(place: Place, replayed: number, { draws }: Tools): () => boolean {
  const behind = place === "seam" ? replayed : replayed + draws.int(1, 3);
  let left = place === "start" ? draws.int(1, 3) : place === "replay" ? draws.int(0, 2) : behind;
  return () => left-- <= 0;
}
