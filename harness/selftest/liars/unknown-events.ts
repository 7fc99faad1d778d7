import { blockOf, rawBlock } from "../block.ts";
import type { Liar } from "../liar.ts";

export const unknownEvents: Liar = {
  name: "unknown-events",
  says: "sends events of other types without an id, and blocks without data",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      tools.lied(stream);
      const ping = blockOf({ id: null, type: "ping", data: "{}" });
      return { block: (block, out) => out.send(ping, block, rawBlock("event: stage\n\n")) };
    },
  }),
};
