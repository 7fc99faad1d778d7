import type { Liar } from "../liar.ts";
import { withBom } from "../oddities.ts";

export const bom: Liar = {
  name: "bom",
  says: "begins with a byte order mark",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      let begun = false;
      return {
        block(block, out) {
          if (!begun) tools.lied(stream);
          out.send(begun ? block : withBom(block));
          begun = true;
        },
      };
    },
  }),
};
