import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptForged: Liar = {
  name: "accept-forged",
  says: "accepts a token whose signature was changed",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["forged"] }, probesAtEnd: ["forged"] },
  lie: acceptBadTokens,
};
