import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

/** Probed at the end alone: by then there are other streams whose claims can be taken. */
export const acceptOtherStream: Liar = {
  name: "accept-other-stream",
  says: "accepts another stream's claims under this one's signature",
  expect: { finding: "wrongly-accepted" },
  load: { probesAtEnd: ["other-stream"] },
  lie: acceptBadTokens,
};
