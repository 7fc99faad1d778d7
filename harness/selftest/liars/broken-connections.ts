import type { Liar } from "../liar.ts";
import { rawBlock } from "../proxy/block.ts";

/** Connections that break off, stall or never end. */
export const brokenConnections: readonly Liar[] = [
  // Networks do this too, and a client that comes back loses nothing. A server that does it to every stream is broken.
  {
    name: "reset",
    says: "breaks each connection off in the middle",
    expect: { gate: "error_rate" },
    lie: (tools) => ({
      events({ kind, stream }) {
        if (kind !== "start") return null;
        let left = tools.draws.int(2, 4);
        return {
          block(block, out) {
            out.send(block);
            if (!tools.wire.isPayload(block) || --left !== 0) return;
            tools.lied(stream);
            out.reset();
          },
        };
      },
    }),
  },
  // Each resume is answered and brings a new event. Only by how far each one gets does it show that none succeeds.
  {
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
  },
  // The client's own limits are longer here, so that the pause between two events is what shows.
  {
    name: "stall",
    says: "sends nothing for 5 s in the middle of a stream",
    expect: { finding: "stalled" },
    load: { streams: 4, exchange: { idleMs: 10_000, eventMs: 10_000 } },
    lie: (tools) => ({
      events({ kind, stream }) {
        if (kind !== "start") return null;
        let left = tools.draws.int(2, 4);
        return {
          block(block, out) {
            out.send(block);
            if (!tools.wire.isPayload(block) || --left !== 0) return;
            tools.lied(stream);
            out.hold(5_000);
          },
        };
      },
    }),
  },
  {
    name: "silence-forever",
    says: "opens a resumed stream and then sends nothing at all",
    expect: { finding: "stalled" },
    load: { exchange: { idleMs: 1_500, eventMs: 10_000 } },
    lie: (tools) => ({
      events({ kind, stream }) {
        if (kind !== "resume" || tools.hasLiedTo(stream)) return null;
        tools.lied(stream);
        return { block() {}, end() {} };
      },
    }),
  },
  {
    name: "heartbeats-forever",
    says: "sends a resumed stream heartbeats and never an event",
    expect: { finding: "stalled" },
    load: { exchange: { idleMs: 10_000, eventMs: 1_500 } },
    lie: (tools) => ({
      events({ kind, stream }) {
        if (kind !== "resume" || tools.hasLiedTo(stream)) return null;
        tools.lied(stream);
        let begun = false;
        return {
          block(_block, out) {
            if (!begun) out.repeat(200, rawBlock(": heartbeat\n\n"));
            begun = true;
          },
          end() {},
        };
      },
    }),
  },
];
