import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptSwappedPayload: Liar = {
  name: "accept-swapped-payload",
  says: "accepts changed claims under the old signature",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["swapped-payload"] }, probesAtEnd: ["swapped-payload"] },
  lie: acceptBadTokens,
};
