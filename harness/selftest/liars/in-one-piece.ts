import { type Block, rawBlock } from "../block.ts";
import type { Liar } from "../liar.ts";

export const inOnePiece: Liar = {
  name: "in-one-piece",
  says: "sends several events in one chunk",
  expect: { legal: true },
  lie: (tools) => ({
    events({ stream }) {
      let waiting: Block[] = [];
      return {
        block(block, out) {
          waiting.push(block);
          if (waiting.length < 3 && !tools.wire.isFinal(block)) return;
          tools.lied(stream);
          out.send(rawBlock(Buffer.concat(waiting.map(({ raw }) => raw))));
          waiting = [];
        },
      };
    },
  }),
};
