import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../wait.ts";
import { containerProvider } from "./container-provider.ts";

const provider = await containerProvider(process.env);
const why = typeof provider === "string" ? ` (skipped: ${provider})` : "";

const ourContainers = () =>
  execFileSync("docker", ["ps", "-aq", "--filter", "label=resume-gate.owner"], { encoding: "utf8" })
    .split("\n")
    .filter(Boolean);

test.skipIf(why !== "")(`containers are removed when their owner is killed, even a paused one${why}`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-container-"));
  try {
    const before = new Set(ourContainers());
    const file = path.join(folder, "owner.ts");
    writeFileSync(
      file,
      `import { containerProvider } from ${JSON.stringify(path.join(import.meta.dirname, "container-provider.ts"))};
      const provider = await containerProvider(process.env);
      const { signal } = new AbortController();
      const [, second] = await Promise.all([provider.start({ signal }), provider.start({ signal })]);
      await second.pause();
      console.log("ready");
      setInterval(() => {}, 1_000);`,
    );
    const owner = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(owner, "exit");
    await once(owner.stdout, "data");
    const started = ourContainers().filter((id) => !before.has(id));
    expect(started).toHaveLength(2);
    owner.kill("SIGKILL");
    await exited;
    await until("the containers to be gone", async () => !ourContainers().some((id) => started.includes(id)), {
      limitMs: 20_000,
      everyMs: 200,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
