import type { Liar } from "../liar.ts";

/** Each resume is answered and brings something new; only who asks how far it came sees that none of them is a success. */
export const oneEventThenReset: Liar = {
  name: "one-event-then-reset",
  says: "gives one new event to each resume, then breaks the connection off",
  expect: { gate: "resume_success_rate" },
  load: { events: 16 },
  lie(tools) {
    const seen = new Set<string>();
    return {
      events({ kind, stream }) {
        let over = false;
        return {
          block(block, out) {
            if (over) return;
            out.send(block);
            const name = `${stream} ${block.raw.toString("latin1")}`;
            if (!tools.wire.isPayload(block) || seen.has(name)) return;
            seen.add(name);
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
