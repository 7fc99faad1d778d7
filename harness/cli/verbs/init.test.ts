import { expect, test } from "vitest";
import { RefusalError } from "../../errors.ts";
import { initVerb } from "./init.ts";

test("a file that cannot be written is refused before the first request", async () => {
  const args = ["http://127.0.0.1:1/events", "--out", "/nowhere/at/all/config.ts"];
  const refusal = await initVerb()
    .parseAsync(args, { from: "user" })
    .then(
      () => null,
      (error: unknown) => (error instanceof RefusalError ? error.refusal : Promise.reject(error)),
    );
  expect([refusal?.code, refusal?.exitCode]).toEqual(["OUT_UNWRITABLE", 2]);
  expect(refusal?.message).toContain("/nowhere/at/all/config.ts: ENOENT");
});
