import { insteadOf, refusal } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const leakToken: Liar = {
  name: "leak-token",
  says: "repeats the token that was sent in an error's details",
  expect: { finding: "leaked" },
  load: { probesAtEnd: ["other-key"] },
  lie: insteadOf(401, (_answer, { headers }) => refusal(401, "UNAUTHENTICATED", { token: headers["x-resume-token"] })),
};
