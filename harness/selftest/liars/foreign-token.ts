import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";

/** Its client would go on with somebody else's draft. */
export const foreignToken: Liar = {
  name: "foreign-token",
  says: "gives a client the token of another stream",
  expect: { finding: "foreign" },
  lie(tools) {
    const tokens = new Map<string, string>();
    return {
      events({ kind, stream }) {
        return {
          block(block, out) {
            if (block.type !== "resume") return out.send(block);
            const foreign = [...tokens].find(([each]) => each !== stream)?.[1];
            if (kind === "start") tokens.set(stream, block.data);
            if (kind === "start" || foreign === undefined || tools.hasLiedTo(stream)) return out.send(block);
            tools.lied(stream);
            out.send(changed(block, { data: foreign }));
          },
        };
      },
    };
  },
};
