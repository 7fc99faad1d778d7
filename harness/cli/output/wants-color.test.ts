import { expect, test } from "vitest";
import { wantsColor } from "./wants-color.ts";

test.each([
  { claim: "a terminal gets colours", isTTY: true, env: {}, wants: true },
  { claim: "a pipe gets none", isTTY: false, env: {}, wants: false },
  { claim: "NO_COLOR takes them away", isTTY: true, env: { NO_COLOR: "1" }, wants: false },
  { claim: "an empty NO_COLOR says nothing (no-color.org)", isTTY: true, env: { NO_COLOR: "" }, wants: true },
  { claim: "a CI's log gets none", isTTY: true, env: { CI: "true" }, wants: false },
  {
    claim: "FORCE_COLOR brings them into a CI's log",
    isTTY: false,
    env: { CI: "true", FORCE_COLOR: "1" },
    wants: true,
  },
  { claim: "FORCE_COLOR=0 takes them away", isTTY: true, env: { FORCE_COLOR: "0" }, wants: false },
  {
    claim: "NO_COLOR is stronger than FORCE_COLOR",
    isTTY: true,
    env: { NO_COLOR: "1", FORCE_COLOR: "1" },
    wants: false,
  },
  { claim: "a dumb terminal gets none", isTTY: true, env: { TERM: "dumb" }, wants: false },
])("$claim", ({ isTTY, env, wants }) => {
  expect(wantsColor({ isTTY }, env)).toBe(wants);
});
