import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { startChild } from "./child.ts";
import { groupRuns } from "./process-group.ts";
import { until } from "./wait.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-child-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = (script: string, options = {}) => startChild("/bin/sh", ["-c", script], options);

/** Whether a process runs. One that has ended but was not waited for yet (a zombie) does not. */
function isThere(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
}

describe("a child", () => {
  test.each([
    { claim: "that ends by itself has its exit code", script: "exit 3", ending: { code: 3, how: "exited with 3" } },
    {
      claim: "that is ended by a signal has its name",
      script: "kill -9 $$",
      ending: { signal: "SIGKILL", how: "was ended by SIGKILL" },
    },
  ])("$claim", async ({ script, ending }) => {
    expect(await sh(script).exited).toMatchObject({ stopped: null, ...ending });
  });

  test.each([
    { claim: "a program that does not exist", command: "/no/such/program", options: {}, code: "ENOENT" },
    { claim: "a folder that does not exist", command: "/bin/sh", options: { cwd: "/no/such/folder" }, code: "ENOENT" },
    { claim: "a file that is not a program", command: import.meta.filename, options: {}, code: "EACCES" },
    {
      claim: "an argument that is too long",
      command: "/bin/sh",
      options: { env: { LONG: "x".repeat(4_000_000) } },
      code: "E2BIG",
    },
  ])("that cannot be started has ended with a reason: $claim", async ({ command, options, code }) => {
    const child = startChild(command, [], { ...options, ownGroup: true, limitMs: 1_000 });
    child.signal("SIGTERM");
    expect(await child.end()).toMatchObject({ code, signal: null, stopped: null });
    expect(await child.closed).toMatchObject({ code });
    expect(child.printed()).toContain(code);
    expect(child.pid).toBeUndefined();
  });

  test("that ignores SIGTERM is killed once its time is over", async () => {
    const child = sh("trap '' TERM; echo ready; while :; do sleep 0.05; done", { ownGroup: true });
    await until("the child to be ready", async () => child.printed() === "ready", { limitMs: 20_000 });
    const asked = performance.now();
    expect(await child.end("SIGTERM", 300)).toMatchObject({ signal: "SIGKILL" });
    expect(performance.now() - asked).toBeGreaterThan(250);
    expect(await child.end()).toBe(child.ending); // a second call
  });

  test("with its own group is ended with its descendants", async () => {
    const child = sh("sleep 60 & echo $!; wait", { ownGroup: true });
    await until("the descendant's id", async () => child.printed() !== "", { limitMs: 20_000 });
    const descendant = Number(child.printed());
    await child.end();
    await until("the descendant to be gone", async () => !isThere(descendant), { limitMs: 2_000 });
  });

  test.each([
    { claim: "a descendant that ignores SIGTERM and outlives it", last: "wait" },
    { claim: "a descendant that it has left behind", last: "exit 0" },
  ])("with its own group leaves nothing when it is ended: $claim", async ({ last }) => {
    const child = sh(`(trap '' TERM; echo $$; while :; do sleep 0.05; done) & ${last}`, { ownGroup: true });
    await until("the descendant to run", async () => child.printed() !== "", { limitMs: 20_000 });
    if (last !== "wait") await child.exited;
    await child.end("SIGTERM", 200);
    expect(groupRuns(child.pid as number)).toBe(false);
  });

  test("is killed at its limit, or when it is aborted", async () => {
    const controller = new AbortController();
    const [slow, unwanted] = [sh("sleep 60", { limitMs: 100 }), sh("sleep 60", { signal: controller.signal })];
    controller.abort();
    expect((await slow.exited).stopped).toBe("limit");
    expect((await unwanted.exited).stopped).toBe("abort");
  });

  test("gives all of its lines before it is closed", async () => {
    const lines: string[] = [];
    await sh("echo one; echo two >&2; printf three", { onLine: (line: string) => lines.push(line) }).closed;
    expect(lines.sort()).toEqual(["one", "three", "two"]);
  });

  test("reports a line whole, whatever a JSON text in it holds", async () => {
    const lines: string[] = [];
    const script = String.raw`printf '"a\342\200\250b"\r\n"c'; sleep 20 & echo $! >&2; printf 'd"'`;
    const child = sh(script, { ownGroup: true, onLine: (line: string) => lines.push(line) });
    await child.closed;
    const [pid = "", ...told] = lines.sort((a, b) => Number(a.startsWith('"')) - Number(b.startsWith('"')));
    process.kill(Number(pid), "SIGKILL");
    expect(told).toEqual(['"a\u2028b"', '"cd"']);
  });

  test("is closed even if a background process keeps its output open", async () => {
    const child = sh("sleep 20 & echo $!");
    await child.closed;
    process.kill(Number(child.printed()), "SIGKILL");
  });
});

describe("when the owner is killed", () => {
  /** Runs an owner of children in its own process. @returns what it printed as JSON */
  async function startOwner(source: string) {
    const file = path.join(folder, `owner-${Math.random()}.ts`);
    const name = JSON.stringify(path.join(import.meta.dirname, "child.ts"));
    writeFileSync(file, `import { startChild } from ${name};\n${source}`);
    const owner = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(owner, "exit");
    const [printed] = (await once(owner.stdout, "data")) as [Buffer];
    const pids = JSON.parse(printed.toString("utf8")) as number[];
    return { owner, exited, pids };
  }

  test("every child ends within 5 s: those that ignore SIGTERM, stopped ones, groups", async () => {
    const { owner, exited, pids } = await startOwner(`
      const sh = (script, options) => startChild("/bin/sh", ["-c", script], options);
      const stubborn = sh("trap '' TERM; while :; do sleep 0.1; done");
      const stopped = sh("trap '' TERM; while :; do sleep 0.1; done", { ownGroup: true });
      const group = sh("sleep 60 & echo $!; wait", { ownGroup: true });
      const quiet = sh("sleep 60", { stdout: "ignore", stderr: "ignore" });
      setTimeout(() => {
        stopped.signal("SIGSTOP");
        console.log(JSON.stringify([stubborn.pid, stopped.pid, group.pid, Number(group.printed()), quiet.pid]));
      }, 500);
    `);
    expect(pids.map(isThere)).toEqual(pids.map(() => true));
    owner.kill("SIGKILL");
    await exited;
    await until("all to be gone", async () => !pids.some(isThere), { limitMs: 20_000 });
  });

  test("a process that ended before is left alone, because its id may have been reused", async () => {
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    const { owner, exited } = await startOwner(`
      import { watch, unwatch } from ${JSON.stringify(path.join(import.meta.dirname, "watchdog.ts"))};
      watch("process:${stranger.pid}");
      const last = startChild("/bin/sleep", ["60"]);
      unwatch("process:${stranger.pid}");
      console.log(JSON.stringify([last.pid]));
    `);
    owner.kill("SIGKILL");
    await exited;
    await sleep(3_000);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill("SIGKILL");
  });

  test("a watchdog that was killed is replaced, with the whole list", async () => {
    const { owner, exited, pids } = await startOwner(`
      import { execFileSync } from "node:child_process";
      const first = startChild("/bin/sleep", ["60"]);
      const dog = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
        .split("\\n").map((line) => line.trim().split(/\\s+/))
        .find(([, parent, command]) => Number(parent) === process.pid && command === "/bin/sh");
      process.kill(Number(dog[0]), "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 300));
      const second = startChild("/bin/sleep", ["60"]);
      console.log(JSON.stringify([first.pid, second.pid]));
    `);
    owner.kill("SIGKILL");
    await exited;
    await until("both to be gone", async () => !pids.some(isThere), { limitMs: 20_000 });
  });

  test("an owner that is done ends, and its watchdog too", async () => {
    const { exited } = await startOwner(`
      const child = startChild("/bin/sh", ["-c", "exit 0"]);
      await child.closed;
      console.log("[]");
    `);
    expect(await Promise.race([exited, sleep(5_000, "alive", { ref: false })])).toEqual([0, null]);
  });
});
