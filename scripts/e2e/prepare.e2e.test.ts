import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../reference-server/testing/until.ts";
import { type BareMachine, makeBareMachine } from "../testing/bare-machine.ts";

// The package managers, npm and Docker are stand-ins here: the real ones would change this machine. `.ci/run` and the
// first run on any fresh machine go through the real ones.

let machine: BareMachine;
beforeEach(() => {
  machine = makeBareMachine();
  machine.program(
    "npm",
    'echo "npm $1" >>"$LOG"',
    "rm -rf node_modules",
    "mkdir -p node_modules/.bin",
    'ln -s "$NODE" node_modules/.bin/node',
    "ln -s node node_modules/.bin/vitest",
  );
});
afterEach(() => machine.remove());

const ready = { REDIS_URL: "redis://127.0.0.1:6379" };
const prepare = (env: Record<string, string> = {}, ...args: string[]) => machine.prepare(args, env).ended;
const silent = { code: 0, said: "" };

describe("npm packages", () => {
  test("are installed when they are missing, then left alone in silence", async () => {
    expect(await prepare(ready)).toEqual({ code: 0, said: "Installing the npm packages (npm ci) ...\n" });
    expect(await prepare(ready)).toEqual(silent);
    expect(machine.logged("npm ci")).toBe(1);
  });

  test("are installed again when the lock file has changed", async () => {
    await prepare(ready);
    appendFileSync(machine.file("package-lock.json"), "\n");
    await prepare(ready);
    expect(await prepare(ready)).toEqual(silent);
    expect(machine.logged("npm ci")).toBe(2);
  });

  test("that were installed by hand after the lock file was written are taken as they are", async () => {
    await prepare(ready);
    rmSync(machine.file("node_modules/.resume-gate-lock"));
    writeFileSync(machine.file("node_modules/.package-lock.json"), "{}");
    expect(await prepare(ready)).toEqual(silent);
    expect(machine.logged("npm ci")).toBe(1);
  });

  test("are installed once by two set-ups side by side", async () => {
    const both = await Promise.all([prepare(ready), prepare(ready)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(machine.logged("npm ci")).toBe(1);
    expect(readdirSync(machine.file(".resume-gate"))).toEqual([]);
  });

  test("are installed over a lock that a killed set-up left", async () => {
    mkdirSync(machine.file(".resume-gate/prepare.lock"), { recursive: true });
    writeFileSync(machine.file(".resume-gate/prepare.lock/pid"), "999999999\n");
    expect((await prepare(ready)).code).toBe(0);
    expect(readdirSync(machine.file(".resume-gate"))).toEqual([]);
  });

  test("that cannot be installed end it with exit 4, npm's words and no trace of success", async () => {
    machine.program("npm", "echo 'npm error 404 no such package'", "exit 1");
    const { code, said } = await prepare(ready);
    expect(code).toBe(4);
    expect(said).toContain("npm error 404 no such package\nnpm ci failed (exit 1).\n");
    expect(machine.has("node_modules/.resume-gate-lock")).toBe(false);
  });

  test("that brought too old a node end it with exit 4, and are tried again the next time", async () => {
    machine.program("npm", 'echo "npm $1" >>"$LOG"', "mkdir -p node_modules");
    machine.program("node", "echo v20.1.0");
    for (const tries of [1, 2]) {
      const { code, said } = await prepare(ready);
      expect(code).toBe(4);
      expect(said).toContain("node 24 or newer is needed, and there is v20.1.0");
      expect(machine.logged("npm ci")).toBe(tries);
    }
  });

  test("are not left half installed by an interruption: npm is ended first, then the lock is given back", async () => {
    machine.program("npm", "trap 'echo ended >>\"$LOG\"; exit 1' TERM", 'echo began >>"$LOG"', "sleep 30 & wait $!");
    const preparing = machine.prepare([], ready);
    await until("npm to begin", () => machine.logged("began") === 1);
    preparing.signal("SIGTERM");
    expect((await preparing.ended).code).toBe(143);
    expect(machine.logged("ended")).toBe(1);
    expect(readdirSync(machine.file(".resume-gate"))).toEqual([]);
  });
});

describe("a Redis", () => {
  beforeEach(() => prepare({}, "--packages-only"));
  const log = (what: string) => `echo "${what}" >>"$LOG"`;

  test("is not looked for when only packages are wanted", async () => {
    expect(await prepare({}, "--packages-only")).toEqual(silent);
  });

  test("on the PATH is enough", async () => {
    machine.program("redis-server");
    expect(await prepare()).toEqual(silent);
  });

  test("image that Docker has is enough", async () => {
    machine.program("docker", '[ "$*" = "image inspect resume-gate/redis:7" ]');
    expect(await prepare()).toEqual(silent);
  });

  test("image is pulled when Docker answers", async () => {
    machine.program("docker", 'case $1 in version) ;; pull) echo "$*" >>"$LOG" ;; *) exit 1 ;; esac');
    expect(await prepare()).toEqual({ code: 0, said: expect.stringContaining("Pulling the image redis:7-alpine") });
    expect(await prepare({ RESUME_GATE_REDIS_IMAGE: "mine:1" })).toMatchObject({ code: 0 });
    expect(machine.logged("pull -q mine:1")).toBe(1);
  });

  test("is installed by the package manager, which may need its lists first", async () => {
    machine.program("sudo", '[ "$1" = -n ] && shift', 'exec "$@"');
    machine.program(
      "apt-get",
      `case "$*" in *update*) ${log("update")} ;;`,
      '*install*) grep -q update "$LOG" && ln -s /bin/true "$BIN/redis-server" ;; esac',
    );
    const { code, said } = await prepare();
    expect(said).toMatch(/Installing one: (sudo )?apt-get install -y redis-server \.\.\.\nInstalled: /);
    expect(code).toBe(0);
    expect(await prepare()).toEqual(silent);
  });

  test("that cannot be had ends it with exit 4 and the command to type", async () => {
    expect(await prepare()).toEqual({ code: 4, said: expect.stringContaining("install redis-server") });
    machine.program("sudo", "exit 1");
    machine.program("apt-get", "echo 'E: no network'; exit 100");
    const { code, said } = await prepare();
    expect(code).toBe(4);
    expect(said).toContain("apt-get install -y redis-server");
  });
});

describe("a program that a scenario needs", () => {
  test("is installed by its name, once", async () => {
    machine.program("sudo", '[ "$1" = -n ] && shift', 'exec "$@"');
    machine.program("apt-get", 'echo "$*" >>"$LOG"; ln -s /bin/true "$BIN/nginx"');
    await prepare(ready);
    const { code, said } = await prepare(ready, "--with", "nginx");
    expect(said).toMatch(
      /There is no nginx on the PATH\. Installing one: (sudo )?apt-get install -y nginx \.\.\.\nInstalled: /,
    );
    expect(code).toBe(0);
    expect(await prepare(ready, "--with", "nginx")).toEqual(silent);
  });

  test("that cannot be had ends it with exit 4 and the command to type", async () => {
    await prepare(ready);
    const { code, said } = await prepare(ready, "--with", "nginx", "redis-server");
    expect({ code, said }).toEqual({ code: 4, said: expect.stringContaining("Do this: install nginx; or leave") });
  });

  test("that nobody knows is refused with exit 2", async () => {
    expect(await prepare(ready, "--with", "ngnix")).toEqual({
      code: 2,
      said: expect.stringContaining("not: --with ngnix"),
    });
  });
});

test("an unknown option is refused with exit 2", async () => {
  expect(await prepare({}, "--package-only")).toEqual({ code: 2, said: expect.stringContaining("usage:") });
  expect(machine.has("node_modules")).toBe(false);
});
