import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../resign.ts";

/** The client has newer tokens; the old one must be dead all the same. */
export const acceptExpiredLater: Liar = {
  name: "accept-expired-later",
  says: "accepts a stream's first token when its life is over and the stream too",
  expect: { finding: "wrongly-accepted" },
  load: { server: "short-lived", cut: { awayMs: [20, 60] }, probesAtEnd: ["expired"] },
  lie: acceptBadTokens,
};
