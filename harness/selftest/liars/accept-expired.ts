import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptExpired: Liar = {
  name: "accept-expired",
  says: "accepts a token whose life is over",
  expect: { finding: "wrongly-accepted" },
  load: { role: "late", server: "short-lived", cut: { awayMs: [2_400, 2_600] } },
  lie: acceptBadTokens,
};
