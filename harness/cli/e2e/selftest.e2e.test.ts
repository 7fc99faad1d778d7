import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../run/environment.ts";

let folder = "";
let history = "";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-cli-"));
  history = path.join(folder, "out", "drop-replayed.load.ndjson");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program as a user starts it, with a folder of its own for what is temporary. */
async function resumeGate(args: readonly string[], during?: (pid: number, out: () => string) => void) {
  const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
    during?.(child.pid ?? 0, () => out);
  });
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString();
    during?.(child.pid ?? 0, () => err);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

describe("resume-gate selftest", () => {
  test("shows a liar, what was expected and what was found, and keeps its history when asked", async () => {
    const { code, out } = await resumeGate(["selftest", "--only", "drop-replayed", "--seed", "3", "--out", "out"]);
    expect(out).toMatch(/✓ drop-replayed +lost +lost ×\d+\n\n1 row as expected \(seed 3\)\./);
    expect(code).toBe(0);
  });

  test("shows what each proof says of a liar", async () => {
    const { code, out } = await resumeGate(["selftest", "--proofs", "--only", "witness", "--seed", "4"]);
    expect(out).toMatch(/✓ witness\/drop-at-seam +lost +lost ×\d+/);
    expect(out).toMatch(/✓ witness\/drop-for-all +unseen +nothing/);
    expect(out).toMatch(/✓ witness\/half-event\/repeats +nothing +nothing/);
    expect(code).toBe(0);
  });

  test("exits with 1, a short plan and the command for it when a server is accused", async () => {
    const args = ["selftest", "--honest", "1", "--seed", "5", "--only", "drop-replayed"];
    const { code, out } = await resumeGate(args);
    expect(out).toMatch(/✗ seed 5: Accused of lost\.[\s\S]*resume-gate selftest --honest 1 --seed 5/);
    expect(code).toBe(1);
    const again = await resumeGate(["selftest", "--plan", "resume-gate-honest-5.json"]);
    expect([again.code, again.out]).toEqual([0, "No fault of the servers was found.\n"]);
  });

  test("is interrupted with 130, and leaves nothing behind", async () => {
    let sent = false;
    const { code } = await resumeGate(["selftest", "--honest", "100000"], (pid, said) => {
      if (sent || !said().includes("50 of")) return;
      sent = true;
      process.kill(pid, "SIGINT");
    });
    expect(code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith("resume-gate-") && !name.endsWith(".json"))).toEqual(
      [],
    );
  });

  test.each([
    { claim: "an unknown liar", args: ["--only", "drop-replaid"], says: /Did you mean "drop-replayed"/ },
    { claim: "an unknown row", args: ["--proofs", "--only", "witnes"], says: /There is no row "witnes"/ },
    {
      claim: "a Redis that nobody needs",
      args: ["--proofs", "--redis", "binary"],
      says: /--redis has no effect with --proofs/,
    },
    { claim: "a plan that is not one", args: ["--plan", "package.json"], says: /package\.json/ },
  ])("refuses $claim with 2", async ({ args, says }) => {
    const { code, err } = await resumeGate(["selftest", ...args]);
    expect([code, says.test(err)]).toEqual([2, true]);
  });
});

describe("resume-gate replay", () => {
  test("shows where a stream went wrong, and no colours to a pipe", async () => {
    const { code, out } = await resumeGate(["replay", history, "--stream", "2"]);
    expect(out).toMatch(/▸ resume [\s\S]*✗ lost +Event \d+ never came\.[\s\S]*Ended: complete; 1 finding\./);
    expect(out).not.toContain("\u001b[");
    expect(code).toBe(0);
  });

  test("knows a stream by its request_id too, and says the same as JSON", async () => {
    const { out } = await resumeGate(["replay", history, "--stream", "2", "--json"]);
    const { requestId, items } = JSON.parse(out) as { requestId: string; items: unknown[] };
    const byName = await resumeGate(["replay", history, "--stream", requestId, "--json"]);
    expect(JSON.parse(byName.out).items).toEqual(items);
  });

  test("of a history that is cut shows what there is", async () => {
    const cut = path.join(folder, "cut.ndjson");
    const text = readFileSync(history, "utf8");
    writeFileSync(cut, text.slice(0, text.indexOf('"k":"close"') + 20));
    const s = /"k":"stream","s":(\d+)/.exec(text)?.[1] ?? "";
    const { code, out } = await resumeGate(["replay", cut, "--stream", s]);
    expect(out).toContain("The history ends before the stream does");
    expect(code).toBe(0);
  });

  test("names the nearest streams when there is none of this name", async () => {
    const { code, err } = await resumeGate(["replay", history, "--stream", "99"]);
    expect(err).toMatch(/no stream "99"[\s\S]*Near it there are: 7, 6, 5\./);
    expect(code).toBe(2);
  });

  test("refuses a file that is not a history, with 3", async () => {
    expect((await resumeGate(["replay", folder, "--stream", "1"])).code).toBe(3);
  });
});
