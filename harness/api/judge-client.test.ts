import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientResults } from "../lab/results.ts";
import { client, writeClientReports } from "./judge-client.ts";
import { toResumeAsClient } from "./to-resume-as-client.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), "resume-gate-client-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

/** It is refused before anything is opened. */
const page = "http://127.0.0.1:1/";

describe("the reports of a client", () => {
  test("of an earlier run are gone when a run ends without results", async () => {
    writeFileSync(path.join(out, "resume-gate-client.json"), '{"verdict":"pass"}');
    await expect(client({ page, out })).rejects.toThrow("does not say where the stream's URL goes");
    expect(readdirSync(out)).toEqual(["resume-gate-out"]);
  });

  test("that cannot be written are refused with their path", async () => {
    mkdirSync(path.join(out, "resume-gate-client.json"));
    const refused = await writeClientReports(out, {} as ClientResults).catch((error: unknown) => error);
    const message = expect.stringMatching(/^Cannot write to .*resume-gate-client\.json: EISDIR/);
    expect(refused).toMatchObject({ refusal: { code: "OUT_UNWRITABLE", message } });
  });
});

describe("an option that nothing would use is refused", () => {
  test.each([
    { options: { mustSpread: true }, says: "--must-spread has no effect without --clients." },
    { options: { redis: "binary" }, says: "--redis has no effect for other protocols than draft-graph." },
  ])("$options", async ({ options, says }) => {
    await expect(client({ page, ...options })).rejects.toThrow(says);
  });
});

describe("toResumeAsClient without rows", () => {
  test.each([
    {
      claim: "a client of draft-graph, which has rows of its own",
      options: { protocol: "draft-graph", redis: "none" },
    },
    { claim: "many clients at once, which have one of their own", options: { clients: 2 } },
    { claim: "a client of event streams", options: {} },
  ])("finds some for $claim", async ({ options }) => {
    await expect(toResumeAsClient({ page }, options)).rejects.toThrow(/does not say where|--clients needs a command/);
  });
});
