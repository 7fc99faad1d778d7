import type { Liar } from "../liar.ts";
import { acceptBadTokens } from "../lies/re-signed-tokens.ts";

/** Tokens that a server must refuse, and this one accepts. */
export const badTokensAccepted: readonly Liar[] = [
  {
    name: "accept-forged",
    says: "accepts a token whose signature was changed",
    expect: { finding: "wrongly-accepted" },
    load: { cut: { probes: ["forged"] }, probesAtEnd: ["forged"] },
    lie: acceptBadTokens,
  },
  {
    name: "accept-self-signed",
    says: "accepts a token that was signed with another secret",
    expect: { finding: "wrongly-accepted" },
    load: { cut: { probes: ["self-signed"] }, probesAtEnd: ["self-signed"] },
    lie: acceptBadTokens,
  },
  {
    name: "accept-unsigned",
    says: "accepts a token without a signature",
    expect: { finding: "wrongly-accepted" },
    load: { cut: { probes: ["unsigned"] }, probesAtEnd: ["unsigned"] },
    lie: acceptBadTokens,
  },
  {
    name: "accept-swapped-payload",
    says: "accepts changed claims under the old signature",
    expect: { finding: "wrongly-accepted" },
    load: { cut: { probes: ["swapped-payload"] }, probesAtEnd: ["swapped-payload"] },
    lie: acceptBadTokens,
  },
  // Probed only at the end: by then there are other streams whose claims can be used.
  {
    name: "accept-other-stream",
    says: "accepts another stream's claims under this one's signature",
    expect: { finding: "wrongly-accepted" },
    load: { probesAtEnd: ["other-stream"] },
    lie: acceptBadTokens,
  },
  {
    name: "accept-expired",
    says: "accepts a token whose life is over",
    expect: { finding: "wrongly-accepted" },
    load: { role: "late", server: "short-lived", cut: { awayMs: [2_400, 2_600] } },
    lie: acceptBadTokens,
  },
  // The client has newer tokens, but the old one must still be refused.
  {
    name: "accept-expired-later",
    says: "accepts a stream's first token after the token has expired and the stream has ended",
    expect: { finding: "wrongly-accepted" },
    load: { server: "short-lived", cut: { awayMs: [20, 60] }, probesAtEnd: ["expired"] },
    lie: acceptBadTokens,
  },
  {
    name: "accept-other-key",
    says: "accepts a token that was issued under another API key",
    expect: { finding: "wrongly-accepted" },
    load: { cut: { probes: ["other-key"] }, probesAtEnd: ["other-key"] },
    lie: (tools) => ({
      request(request) {
        if (request.kind !== "resume" || request.headers["x-olumi-assist-key"] === tools.apiKey) return request;
        tools.lied(tools.wire.streamOf(request));
        return { ...request, headers: { ...request.headers, "x-olumi-assist-key": tools.apiKey } };
      },
    }),
  },
];
