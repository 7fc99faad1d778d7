import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-action-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The action's gate step, with its inputs as the runner gives them. */
async function step(inputs: Readonly<Record<string, string>>) {
  const output = path.join(folder, `output-${performance.now()}`);
  const env = { PATH: process.env.PATH ?? "", CI: "true", GITHUB_OUTPUT: output, ...inputs };
  const ended = await new Promise<{ code: number; text: string }>((resolve) => {
    execFile("bash", [path.join(root, "scripts/action.sh")], { cwd: folder, env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, text: out + err }),
    );
  });
  return { ...ended, outputs: existsSync(output) ? readFileSync(output, "utf8") : "" };
}

test("a small run of the reference server gives its verdict, its exit code and its results", async () => {
  const { code, outputs } = await step({
    SCENARIOS: "baseline",
    STREAMS: "30",
    SEED: "7",
    REDIS: "binary",
    OUT: "small",
  });
  expect(code).toBe(3); // 30 streams prove nothing
  expect(outputs).toBe("verdict=inconclusive\nexit-code=3\nresults=small/perf-sse-live-results.json\n");
});

test("headers go to the target, one a line, and no value is printed", async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers["x-key"] as string, request.headers["x-other"] as string);
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { code, text } = await step({
      TARGET: `http://127.0.0.1:${port}`,
      HEADERS: "X-Key: s3cr3t-value\nX-Other: two words\n",
    });
    expect(seen.slice(0, 2)).toEqual(["s3cr3t-value", "two words"]);
    expect(code).toBe(4);
    expect(text).not.toContain("s3cr3t");
  } finally {
    server.close();
  }
});

test("an unknown scenario is wrong usage, and there are no results", async () => {
  const { code, outputs, text } = await step({ SCENARIOS: "token-expirey", OUT: "none" });
  expect(code).toBe(2);
  expect(outputs).toBe("verdict=\nexit-code=2\nresults=\n");
  expect(text).toContain("token-expiry");
});

test("a refused input has no verdict, whatever an earlier run left in the folder", async () => {
  await mkdir(path.join(folder, "before"));
  await writeFile(path.join(folder, "before/perf-sse-live-results.json"), '{"verdict":"pass"}');
  const { code, outputs } = await step({ STREAMS: "many", OUT: "before" });
  expect(code).toBe(2);
  expect(outputs).toBe("verdict=\nexit-code=2\nresults=\n");
});

test("each input of the action reaches its step, and is in docs/embed.md", () => {
  const action = readFileSync(path.join(root, "action.yml"), "utf8");
  const inputs = /^inputs:\n([\s\S]*?)^outputs:/m.exec(action)?.[1] ?? "";
  const names = [...inputs.matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1] as string);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !action.includes(`\${{ inputs.${name} }}`))).toEqual([]);
  const guide = readFileSync(path.join(root, "docs/embed.md"), "utf8");
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
