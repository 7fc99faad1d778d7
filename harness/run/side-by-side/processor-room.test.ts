import { expect, test } from "vitest";
import { idleShare, untilRoom } from "./processor-room.ts";

test.each([
  { claim: "half of the time", now: { idle: 150, all: 300 }, share: 50 },
  { claim: "none of it", now: { idle: 100, all: 300 }, share: 0 },
  { claim: "none, where no time has passed", now: { idle: 100, all: 200 }, share: 0 },
])("cores were idle for $claim", ({ now, share }) => {
  expect(idleShare({ idle: 100, all: 200 }, now)).toBe(share);
});

test("nobody waits when there is no need to, or when the run has stopped", async () => {
  const stop = new AbortController();
  await untilRoom(() => true, stop.signal);
  stop.abort();
  await untilRoom(() => false, stop.signal);
});
