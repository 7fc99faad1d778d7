import { insteadOf, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const leakSecret: Liar = {
  name: "leak-secret",
  says: "tells its signing secret in an error's details",
  expect: { finding: "leaked" },
  load: { probesAtEnd: ["forged"] },
  lie: insteadOf(401, (_answer, _request, { secret }) => refusal(401, "RESUME_TOKEN_INVALID", { tried: [secret] })),
};
