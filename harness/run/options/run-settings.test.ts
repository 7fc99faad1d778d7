import { describe, expect, test } from "vitest";
import type { RunChoices } from "../request.ts";
import { runSettings } from "./run-settings.ts";

const options: RunChoices = { profile: "pr", redis: "auto", set: [], engine: "own" };

describe("what the results keep of a command line", () => {
  test("only what shapes the plan and the settings", () => {
    const kept = runSettings(["baseline"], {
      ...options,
      streams: 30,
      rate: 5,
      duration: 90_000,
      realTime: true,
      target: new URL("https://u:p@example.com"),
      header: { "x-key": "s3cr3t" },
      parallel: 2,
      trace: false,
      http2: true,
    });
    expect(kept).toEqual({
      scenarios: ["baseline"],
      set: [],
      streams: 30,
      rate: 5,
      durationMs: 90_000,
      realTime: true,
      engine: "own",
      http2: true,
      noTrace: true,
    });
  });

  test.each([
    { set: "a.fixed.SSE_SNAPSHOT_TTL_SEC=2", kept: "a.fixed.SSE_SNAPSHOT_TTL_SEC=2" },
    { set: "a.fixed.SSE_RESUME_SECRET=s3cr3t=", kept: "a.fixed.SSE_RESUME_SECRET=(hidden)" },
    { set: "a.fixed.SSE_RESUME_SECRETS_ACCEPTED=a,b", kept: "a.fixed.SSE_RESUME_SECRETS_ACCEPTED=(hidden)" },
    { set: "a.fixed.REDIS_URL=redis://:p@h", kept: "a.fixed.REDIS_URL=(hidden)" },
    { set: "a.fixed.HMAC_SECRET=a\nb", kept: "a.fixed.HMAC_SECRET=(hidden)" },
    { set: "a.inject.faults=none", kept: "a.inject.faults=none" },
  ])("of --set $set it keeps $kept", ({ set, kept }) => {
    expect(runSettings([], { ...options, set: [set] }).set).toEqual([kept]);
  });
});
