import { changed } from "../block.ts";
import type { Liar } from "../liar.ts";
import { atOnePayload } from "../tricks.ts";

/** Its clients leave Last-Event-ID out and drop what they know, so only a comparison tells. */
export const replayOtherBytes: Liar = {
  name: "replay-other-bytes",
  says: "replays an event that the client has, with another text",
  expect: { finding: "corrupted" },
  load: { cut: { withoutLastEventId: 100 } },
  lie: atOnePayload("replay", () => ({
    here(block) {
      const data = block.data.replace(/"text":"/, '"text":"!');
      return data === block.data ? null : [changed(block, { data })];
    },
  })),
};
