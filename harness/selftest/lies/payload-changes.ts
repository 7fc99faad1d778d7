import type { Tools } from "../liar.ts";
import type { Block } from "../proxy/block.ts";
import type { ProxiedConnection } from "../proxy/proxied-request.ts";
import type { Change } from "./at-one-payload.ts";

/** Changes to one payload, at any place (`atOnePayload`). */
export type MakeChange = (connection: ProxiedConnection, tools: Tools) => Change;

export const dropped: MakeChange = () => ({ here: () => [] });

export const twice: MakeChange = () => ({ here: (block) => [block, block] });

export const swapped: MakeChange = (_connection, { wire }) => {
  let late: Block | null = null;
  return {
    here(block) {
      late = block;
      return [];
    },
    after(block) {
      if (late === null || !wire.isOrdered(block)) return [block];
      const both = [block, late];
      late = null;
      return both;
    },
  };
};

export const altered: MakeChange = (_connection, { wire }) => ({
  here(block) {
    const other = wire.altered(block);
    return other && [other];
  },
});

/** All following events get the next number, so that no number shows it. */
export const invented: MakeChange = (_connection, { wire }) => ({
  here: (block) => [wire.invented(block), wire.renumbered(block, 1)],
  after: (block) => [wire.renumbered(block, 1)],
});

/** Sends another stream's event under the true event's number, then the true event. */
export const foreign: MakeChange = ({ stream }, tools) => ({
  here(block) {
    const other = tools.foreign(stream);
    return other && [tools.wire.inPlaceOf(other, block), block];
  },
});
