import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListeningServer } from "../../testing/listen-on-loopback.ts";
import { runWithFiles, smallRun, startTargetWithKey } from "../../testing/target-with-key.ts";

let folder = "";
let server: ListeningServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-protocol-"));
  server = await startTargetWithKey();
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a protocol by its name", () => {
  test("event-source takes the target's own path and a few parameters", async () => {
    const parameters = ["end=event:done", "number=id", "from=1"].flatMap((each) => ["--with", each]);
    const { results, text } = await runWithFiles({
      cwd: path.join(folder, "named"),
      args: smallRun(`${server.url}/acme/events`, "--duration", "2s", "--protocol", "event-source", ...parameters),
    });
    expect(text).toMatch(/0 lost, 0 duplicated/);
    expect(results?.summary.streams_completed).toBeGreaterThan(25);
    expect(results?.scenarios[0]?.faces[0]?.protocol?.name).toBe("event-source");
  });

  test.each([
    { claim: "an unknown name", args: ["--protocol", "eventsource"], says: /Did you mean "event-source"/ },
    {
      claim: "an unknown parameter",
      args: ["--protocol", "event-source", "--with", "ends=close"],
      says: /no parameter "ends"[\s\S]*"end"/,
    },
    {
      claim: "a wrong parameter",
      args: ["--protocol", "event-source", "--with", "end=never"],
      says: /end holds "never"/,
    },
    { claim: "a value that nothing takes", args: ["--with", "a=b"], says: /no effect without a --protocol/ },
  ])("refused with exit 2: $claim", async ({ claim, args, says }) => {
    const { code, text } = await runWithFiles({
      cwd: path.join(folder, claim.replaceAll(" ", "-")),
      args: smallRun(server.url, ...args),
    });
    expect(text).toMatch(says);
    expect(code).toBe(2);
  });
});
