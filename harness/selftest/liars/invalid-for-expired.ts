import { insteadOf, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const invalidForExpired: Liar = {
  name: "invalid-for-expired",
  says: "says 401 for 410: calls an expired token invalid",
  expect: { finding: "wrongly-refused" },
  load: { role: "late", server: "short-lived", cut: { awayMs: [2_400, 2_600] } },
  lie: insteadOf(410, () => refusal(401, "RESUME_TOKEN_INVALID")),
};
