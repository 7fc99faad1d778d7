import { describe, expect, test } from "vitest";
import { RefusalError } from "../../errors.ts";
import { chooseFaces } from "../choice/choose-faces.ts";
import type { RunChoices } from "../request.ts";

const plain: RunChoices = { profile: "pr", redis: "auto", set: [], engine: "own" };
const target = { target: new URL("http://127.0.0.1:1") };
const secure = { target: new URL("https://127.0.0.1:1") };
const hooks = { ...target, faultStart: "./break.sh", faultEnd: "./heal.sh" };

/** The refusal of these options, or null when they are accepted. */
function refusal(names: readonly string[], options: Partial<RunChoices>): string | null {
  try {
    chooseFaces(names, { ...plain, ...options }, 1);
    return null;
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    expect(error.refusal.exitCode).toBe(2);
    return `${error.refusal.message} ${error.refusal.hint}`;
  }
}

const expiry = ["token-expiry"];
describe("options that would not be used are refused", () => {
  test.each<{ claim: string; names: readonly string[]; options: Partial<RunChoices>; says: RegExp }>([
    {
      claim: "a setting that no server reads",
      names: expiry,
      options: { set: ["token-expiry.fixed.SSE_SNAPSHOT_TTL=2"] },
      says: /SSE_SNAPSHOT_TTL=2" names a setting.*"SSE_SNAPSHOT_TTL_SEC"/,
    },
    {
      claim: "a setting without the prefix",
      names: expiry,
      options: { set: ["token-expiry.fixed.NOPE=2"] },
      says: /NOPE=2"/,
    },
    {
      claim: "the face of another kind of scenario",
      names: expiry,
      options: { set: ["token-expiry.load.PORT=0"] },
      says: /face that token-expiry does not have.*inject, fixed/,
    },
    {
      claim: "a face that a load without a fault does not have",
      names: ["baseline"],
      options: { set: ["baseline.fixed.PORT=0"] },
      says: /Did you mean "load"/,
    },
    {
      claim: "a misspelt face",
      names: expiry,
      options: { set: ["token-expiry.fixd.PORT=0"] },
      says: /Did you mean "fixed"/,
    },
    {
      claim: "a setting of a target, without commands that would apply it",
      names: ["baseline"],
      options: { ...target, set: ["baseline.load.PORT=0"] },
      says: /no effect on a --target/,
    },
    { claim: "a header without a target", names: [], options: { header: { a: "b" } }, says: /--header/ },
    { claim: "a Redis with a target", names: [], options: { ...target, redis: "binary" }, says: /--redis/ },
    {
      claim: "faces side by side with fault commands",
      names: expiry,
      options: { ...hooks, parallel: 2 },
      says: /--par/,
    },
    { claim: "HTTP/2 without TLS", names: [], options: { ...target, http2: true }, says: /--http2 .*https:/ },
    { claim: "HTTP/2 with our own servers", names: [], options: { http2: true }, says: /--http2 .*https:/ },
    {
      claim: "HTTP/2 with k6",
      names: [],
      options: { ...secure, http2: true, engine: "k6" },
      says: /--http2 .*k6/,
    },
    { claim: "a rate for a scenario with a fault", names: expiry, options: { rate: 5 }, says: /--rate/ },
    { claim: "a duration for one", names: expiry, options: { duration: 5_000 }, says: /--duration/ },
    {
      claim: "real time for scenarios whose times are real already",
      names: ["baseline"],
      options: { realTime: true },
      says: /--real/,
    },
  ])("$claim", ({ names, options, says }) => {
    expect(refusal(names, options)).toMatch(says);
  });
});

test.each<{ claim: string; names: readonly string[]; options: Partial<RunChoices> }>([
  { claim: "a setting that exists", names: expiry, options: { set: ["token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2"] } },
  { claim: "a load's own face", names: ["baseline"], options: { set: ["baseline.load.REFERENCE_EVENTS=2"] } },
  {
    claim: "any setting, when fault commands get it",
    names: expiry,
    options: { ...hooks, set: ["token-expiry.fixed.X=2"] },
  },
  { claim: "HTTP/2 over TLS", names: [], options: { ...secure, http2: true } },
  { claim: "a rate that one scenario of several uses", names: [], options: { rate: 5 } },
])("$claim is accepted", ({ names, options }) => {
  expect(refusal(names, options)).toBeNull();
});
