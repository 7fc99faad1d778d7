import { expect, test } from "vitest";
import { leakIn } from "./leaked-secrets.ts";

const guarded = {
  secrets: ['a "quoted" secret', ""],
  tokens: ["held.token"],
  protocol: { holdsToken: (text: string) => text.includes("TOKEN-FORM") },
};

test.each([
  { claim: "an honest body leaks nothing", body: '{"code":"RESUME_TOKEN_INVALID"}', leak: null },
  { claim: "nothing leaks nothing, not even an empty secret", body: "", leak: null },
  { claim: "a secret as it is", body: 'stack: a "quoted" secret!', leak: "secret" },
  { claim: "a secret inside JSON", body: JSON.stringify({ tried: 'a "quoted" secret' }), leak: "secret" },
  { claim: "a token that the client holds", body: "you sent held.token", leak: "token" },
  { claim: "anybody's token, by its form", body: "TOKEN-FORM", leak: "token" },
  { claim: "both: the secret is worse", body: 'held.token a "quoted" secret', leak: "secret" },
])("$claim", ({ body, leak }) => {
  expect(leakIn(body, guarded)).toBe(leak);
});
