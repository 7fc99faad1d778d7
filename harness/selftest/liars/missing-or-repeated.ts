import type { Liar } from "../liar.ts";
import { atOnePayload } from "../lies/at-one-payload.ts";
import { dropped, swapped, twice } from "../lies/payload-changes.ts";

/** Events that do not come, come twice, or come in the wrong order. */
export const missingOrRepeated: readonly Liar[] = [
  {
    name: "drop-replayed",
    says: "drops an event from the replay",
    expect: { finding: "lost" },
    lie: atOnePayload("replay", dropped),
  },
  {
    name: "drop-at-seam",
    says: "drops the event between replay and live stream",
    expect: { finding: "lost" },
    load: { events: 110 },
    lie: atOnePayload("seam", dropped),
  },
  {
    name: "drop-live",
    says: "drops an event of the live stream after the replay",
    expect: { finding: "lost" },
    load: { events: 110 },
    lie: atOnePayload("live", dropped),
  },
  {
    name: "drop-at-start",
    says: "drops an event before the cut",
    expect: { finding: "lost" },
    lie: atOnePayload("start", dropped),
  },
  // The ids have no gap: only the hash chain shows it.
  {
    name: "drop-renumbered",
    says: "drops an event and closes the gap in the ids",
    expect: { finding: "lost" },
    lie: atOnePayload("replay", (_connection, { wire }) => ({
      here: () => [],
      after: (block) => [wire.renumbered(block, -1)],
    })),
  },
  {
    name: "duplicate-same-id",
    says: "sends an event twice, under its own id",
    expect: { finding: "duplicated" },
    lie: atOnePayload("replay", twice),
  },
  {
    name: "duplicate-new-id",
    says: "sends an event twice, the second time under a new id",
    expect: { finding: "duplicated" },
    lie: atOnePayload("replay", (_connection, { wire }) => ({
      here: (block) => [block, wire.again(block)],
      after: (block) => [wire.renumbered(block, 1)],
    })),
  },
  {
    name: "resend-seen",
    says: "replays from the token's place, whatever Last-Event-ID says",
    expect: { finding: "duplicated" },
    lie: (tools) => ({
      request(request) {
        if (request.kind !== "resume" || request.headers["last-event-id"] === undefined) return request;
        tools.lied(tools.wire.streamOf(request));
        const { "last-event-id": _seen, ...headers } = request.headers;
        return { ...request, headers };
      },
    }),
  },
  {
    name: "swap-two",
    says: "sends two events in the wrong order",
    expect: { finding: "reordered" },
    lie: atOnePayload("replay", swapped),
  },
];
