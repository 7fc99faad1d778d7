import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TargetHooks, targetCommand } from "./target-command.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-hooks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

/** The fault, and what its commands have printed so far. */
function hooked(hooks: TargetHooks, limitMs = 10_000) {
  const logFile = path.join(folder, `${Math.random()}.log`);
  const env = { RESUME_GATE_FAULT: "redis-killed", MARK: path.join(folder, `${Math.random()}.mark`) };
  const fault = targetCommand("redis-killed", { hooks, env, logFile, limitMs });
  return { fault, log: () => readFileSync(logFile, "utf8"), mark: env.MARK };
}

describe("a fault by the user's commands", () => {
  test("starts, reports what was printed, and ends once", async () => {
    const { fault, log } = hooked({ start: 'echo "down: $RESUME_GATE_FAULT"', end: "echo up >&2" });
    expect((await fault.start(never)).observed).toBe("--fault-start: ended with 0: down: redis-killed");
    await fault.end();
    await fault.end();
    expect(log().match(/up/g)).toHaveLength(1);
    expect(log()).toMatch(/--fault-start \(redis-killed\)\ndown: redis-killed/);
  });

  test("repeats the proof command until it succeeds", async () => {
    const proof = 'if [ -e "$MARK" ]; then echo seen; else touch "$MARK"; exit 1; fi';
    const { fault } = hooked({ start: "true", end: "true", proof });
    expect((await fault.start(never)).observed).toBe("--fault-proof: ended with 0: seen");
  });

  test("gives the proof its own time, however long the start took", async () => {
    const proof = 'echo again >> "$MARK"; [ $(wc -l < "$MARK") -ge 3 ]'; // it succeeds a second after the start
    const { fault } = hooked({ start: "sleep 0.6", end: "true", proof }, 900);
    expect((await fault.start(never)).observed).toContain("--fault-proof: ended with 0");
  });

  test.each([
    { claim: "a start that fails", hooks: { start: "echo no; exit 3", end: "touch $MARK" }, says: "ended with 3: no" },
    { claim: "a start without an end", hooks: { start: "sleep 60", end: "touch $MARK" }, says: "longer than 0.3 s" },
    {
      claim: "a proof that never comes",
      hooks: { start: "true", end: "touch $MARK", proof: "false" },
      says: "--fault-proof ended with 1",
    },
  ])("fails with $claim, but is still undone", async ({ hooks, says }) => {
    const { fault, mark } = hooked(hooks, 300);
    await expect(fault.start(never)).rejects.toThrow(says);
    await fault.end();
    expect(readFileSync(mark, "utf8")).toBe("");
  });

  test("stops a command with the run", async () => {
    const { fault } = hooked({ start: "sleep 60", end: "true" });
    const stop = new AbortController();
    const started = fault.start(stop.signal);
    stop.abort();
    await expect(started).rejects.toThrow("was stopped with the run");
    await fault.end();
  });

  test("does not end what was not started, and reports what could not be undone", async () => {
    const { fault } = hooked({ start: "true", end: "exit 7" });
    await fault.end();
    const other = hooked({ start: "true", end: "exit 7" });
    await other.fault.start(never);
    await expect(other.fault.end()).rejects.toThrow("--fault-end ended with 7");
  });
});
