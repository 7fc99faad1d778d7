import { changed, isFinal } from "../block.ts";
import type { Liar } from "../liar.ts";

const payload = { index: 30, total: 30, text: "One more thing.", chain: "0123456789abcdef" };

export const afterFinal: Liar = {
  name: "after-final",
  says: "sends an event after the last one",
  expect: { finding: "phantom" },
  lie: (tools) => ({
    events: ({ stream }) => ({
      block(block, out) {
        out.send(block);
        if (!isFinal(block)) return;
        tools.lied(stream);
        const data = JSON.stringify({ stage: "DRAFTING", payload });
        out.send(changed(block, { id: (block.id ?? 0) + 1, data }));
      },
    }),
  }),
};
