import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptUnsigned: Liar = {
  name: "accept-unsigned",
  says: "accepts a token without a signature",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["unsigned"] }, probesAtEnd: ["unsigned"] },
  lie: acceptBadTokens,
};
