import { expect, test } from "vitest";
import { patienceFor, usualPatience } from "./run-row.ts";

test.each([
  { returnMs: 1_000, limitMs: usualPatience.limitMs },
  { returnMs: 60_000, limitMs: 360_000 },
])("who waits $returnMs ms for a client waits $limitMs ms for a row", ({ returnMs, limitMs }) => {
  expect(patienceFor(returnMs)).toEqual({ returnMs, limitMs });
});
