import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

export const acceptSelfSigned: Liar = {
  name: "accept-self-signed",
  says: "accepts a token that was signed with another secret",
  expect: { finding: "wrongly-accepted" },
  load: { cut: { probes: ["self-signed"] }, probesAtEnd: ["self-signed"] },
  lie: acceptBadTokens,
};
