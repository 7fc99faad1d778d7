import type { Liar } from "../liar.ts";
import { withOddFields } from "../oddities.ts";

export const oddFields: Liar = {
  name: "odd-fields",
  says: "sends fields in another order, without the space, and fields that nobody knows",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      tools.lied(stream);
      return { block: (block, out) => out.send(withOddFields(block)) };
    },
  }),
};
