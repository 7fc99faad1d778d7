import { insteadOf, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const expiredForInvalid: Liar = {
  name: "expired-for-invalid",
  says: "says 410 for 401: calls a forged token expired",
  expect: { finding: "wrongly-refused" },
  load: { probesAtEnd: ["forged"] },
  lie: insteadOf(401, () => refusal(410, "RESUME_TOKEN_EXPIRED")),
};
