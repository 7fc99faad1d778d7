import { isPayload } from "../block.ts";
import type { Liar } from "../liar.ts";

/** Each resume is answered and brings something new; only who asks how far it came sees that none of them is a success. */
export const oneEventThenReset: Liar = {
  name: "one-event-then-reset",
  says: "gives one new event to each resume, then breaks the connection off",
  expect: { gate: "resume_success_rate" },
  load: { events: 16 },
  lie(tools) {
    const newest = new Map<string, number>();
    return {
      events({ kind, stream }) {
        let over = false;
        return {
          block(block, out) {
            if (over) return;
            out.send(block);
            if (!isPayload(block) || block.id === null || block.id <= (newest.get(stream) ?? -1)) return;
            newest.set(stream, block.id);
            if (kind !== "resume") return;
            over = true;
            tools.lied(stream);
            out.reset();
          },
        };
      },
    };
  },
};
