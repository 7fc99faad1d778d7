import { expect, test } from "vitest";
import { Pacer } from "./pacer.ts";

test("a stopped pacer ends its pause and takes no other", async () => {
  const pacer = new Pacer();
  const long = pacer.pause(60_000);
  expect(pacer.isStopped).toBe(false);
  pacer.stop();
  await long;
  await pacer.pause(60_000);
  expect(pacer.isStopped).toBe(true);
});
