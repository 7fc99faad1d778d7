import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { validateClientResults } from "../../../reports/client/validate-client-results.ts";
import type { ClientResults } from "../../lab/results.ts";
import { root } from "../../run/environment.ts";
import { until } from "../../wait.ts";

const bin = path.join(root, "harness/cli/bin.mjs");
const model = `${process.execPath} ${path.join(root, "harness/lab/testing/model-client.mjs")}`;
const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-client-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function client(...args: readonly string[]) {
  return spawnSync(process.execPath, [bin, "client", ...args], { cwd: folder, encoding: "utf8", timeout: 60_000 });
}

function results(): ClientResults {
  return JSON.parse(readFileSync(path.join(folder, "resume-gate-client.json"), "utf8")) as ClientResults;
}

test("the same seed serves the same bytes; results, reports and a history for each row are left", () => {
  const run = client("--command", model, "--rows", "cut-once,form-pieces", "--seed", "5");
  expect(run.status).toBe(0);
  expect(run.stdout).toContain("Rows: 2 pass. Seed 5.");
  expect(validateClientResults(results())).toEqual([]);
  for (const file of ["resume-gate-client.html", "resume-gate-client.xml"]) {
    expect(existsSync(path.join(folder, file))).toBe(true);
  }
  const sent = () =>
    history("form-pieces")
      .filter((line) => line.includes('"k":"sent"'))
      .map((line) => line.replace(/"at":[\d.]+/, ""));
  const before = sent();
  client("--command", model, "--rows", "form-pieces", "--seed", "5");
  expect(sent()).toEqual(before);
});

function history(row: string): string[] {
  return readFileSync(path.join(folder, "resume-gate-out/clients", `${row}.ndjson`), "utf8").split("\n");
}

test("replay shows what a client did, and where it went wrong", () => {
  expect(client("--command", `${model} --fault forgets-cursor`, "--rows", "cut-again").status).toBe(1);
  const file = path.join(folder, "resume-gate-out/clients/cut-again.ndjson");
  const replay = spawnSync(process.execPath, [bin, "replay", file], { encoding: "utf8" });
  expect(replay.status).toBe(0);
  expect(replay.stdout).toMatch(/▸ request {4}3: GET \/, no Last-Event-ID\n.*✗ finding {4}cursor-missing/);
});

describe("refused", () => {
  test.each([
    { args: [], says: "There is no client." },
    { args: ["--command", "x", "--listen"], says: "There is more than one client." },
    { args: ["--page", "http://localhost/"], says: "does not say where the stream's URL goes" },
    { args: ["--command", "x", "--rows", "cut-agian"], says: 'Did you mean "cut-again"?' },
    { args: ["--listen", "--clients", "5"], says: "--clients needs a command" },
    { args: ["--command", "x", "--protocol", "smtp"], says: "event-source" },
  ])("$says", ({ args, says }) => {
    const { status, stderr } = client(...args);
    expect(stderr).toContain(says);
    expect(status).toBe(2);
  });
});

test("a command that does not run gives no verdict: its output is shown, exit 3", () => {
  const { status, stdout } = client("--command", "node no-such-client.mjs", "--rows", "whole");
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/never asked for the stream; it exited with 1: .*no-such-client/);
  expect(status).toBe(3);
});

test("--listen prints the URLs and waits for a client that is started elsewhere", async () => {
  const args = [bin, "client", "--listen", "--rows", "cut-once", "--out", path.join(folder, "listen"), "--wait", "30s"];
  const lab = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const ended = new Promise<number | null>((resolve) => lab.once("exit", resolve));
  for await (const part of lab.stdout.setEncoding("utf8")) {
    text += part;
    const url = /^cut-once (\S+)$/m.exec(text)?.[1];
    if (url === undefined || text.includes("row ")) continue;
    spawn("/bin/sh", ["-c", `${model} --habit posts ${url}`], { stdio: "ignore" });
  }
  expect(await ended).toBe(0);
  expect(text).toContain("Rows: 1 pass.");
});

test("SIGTERM ends the client with the lab: exit 130, and no process is left", async () => {
  const mark = `left-behind-${process.pid}`;
  const args = [bin, "client", "--command", `${model} --fault hangs --mark ${mark}`, "--rows", "cut-once"];
  const lab = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => lab.once("exit", resolve));
  const running = () => spawnSync("pgrep", ["-f", `[-]-mark ${mark} http`], { encoding: "utf8" }).stdout !== "";
  await until("the client to run", async () => running(), { limitMs: 10_000 });
  lab.kill("SIGTERM");
  expect(await ended).toBe(130);
  expect(running()).toBe(false);
});

test("many clients in one process: a crowd does not spread, jitter does", () => {
  const crowd = `${process.execPath} ${path.join(root, "harness/lab/testing/model-crowd.mjs")}`;
  const together = client("--command", crowd, "--clients", "60", "--must-spread");
  expect(together.stdout).toContain("does-not-spread: Half of 60 clients came back within");
  expect(together.status).toBe(1);
  expect(client("--command", `${crowd} --jitter`, "--clients", "60", "--must-spread").status).toBe(0);
});

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].some(existsSync);

test.skipIf(!chromium)("a page in Chromium passes; nothing of the browser is left", { timeout: 60_000 }, () => {
  const page = path.join(root, "proving-ground/clients/chromium/page.html");
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("puppeteer_dev"));
  const run = client("--page", `file://${page}?stream={url}`, "--rows", "cut-again,form-bom,cursor-reset");
  expect(run.stdout).toContain("Rows: 3 pass.");
  expect(run.status).toBe(0);
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith("puppeteer_dev"));
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
});
