import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptOtherStream: Liar = {
  name: "accept-other-stream",
  says: "accepts another stream's claims under this one's signature",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["other-stream"] }, probesAtEnd: ["other-stream"] },
  lie: acceptBadTokens,
};
