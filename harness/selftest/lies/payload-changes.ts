import type { Tools } from "../liar.ts";
import type { Block } from "../proxy/block.ts";
import type { ProxiedConnection } from "../proxy/proxied-request.ts";
import type { Change } from "./at-one-payload.ts";

/** What can be done to one payload, wherever it stands (`atOnePayload`). */
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

/** All that follows moves up by one, so that no number tells. */
export const invented: MakeChange = (_connection, { wire }) => ({
  here: (block) => [wire.invented(block), wire.renumbered(block, 1)],
  after: (block) => [wire.renumbered(block, 1)],
});

/** Under the true one's number; the true one follows. */
export const foreign: MakeChange = ({ stream }, tools) => ({
  here(block) {
    const other = tools.foreign(stream);
    return other && [tools.wire.inPlaceOf(other, block), block];
  },
});
