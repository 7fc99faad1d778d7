import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../free-port.ts";
import { root } from "../../../run/environment.ts";
import { runResumeGate } from "../../testing/run-resume-gate.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-init-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each GET opens the same finished log of ten events, after the cursor that it names. */
const log: RequestListener = ({ headers }, response) => {
  const after = Number(headers["last-event-id"] ?? 0) || 0;
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let n = after + 1; n <= 10; n++)
    response.write(`id: ${n}\nevent: ${n === 10 ? "done" : "part"}\ndata: ${n}\n\n`);
  response.end();
};

async function init(serve: RequestListener, ...args: string[]) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    serve(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = path.join(folder, `${Math.random()}.ts`);
  const resumeGate = async (...words: string[]) => {
    const { code, text } = await runResumeGate(words, { cwd: folder });
    return { code, text };
  };
  try {
    const made = await resumeGate("init", `${url}/events`, "--out", file, "--watch", "2s", ...args);
    const sent = requests;
    const out = path.join(folder, "run");
    const ran = existsSync(file)
      ? await resumeGate("run", "--config", file, "--out", out, "--rows", "cut", "--duration", "3s")
      : null;
    return { ...made, sent, written: existsSync(file) ? readFileSync(file, "utf8") : null, ran };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("what init writes is what run takes: from a URL to a verdict", async () => {
  const { code, text, sent, written, ran } = await init(log);
  expect(text).toContain("Ids are contiguous integers, from 1.");
  expect(text).toContain('A resume after id "3" begins with "4".');
  expect(code).toBe(0);
  expect(sent).toBeLessThanOrEqual(20);
  expect(written).toContain("proof");
  expect(ran?.text).toMatch(/0 lost, 0 duplicated/);
  expect(ran?.code === 0 || /too few attempts/.test(ran?.text ?? "")).toBe(true);
});

test.each<{ claim: string; serve: RequestListener; says: RegExp }>([
  {
    claim: "HTML",
    serve: (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    says: /Content-Type "text\/html"/,
  },
  { claim: "credentials wanted", serve: (_, response) => response.writeHead(401).end(), says: /answered 401/ },
  {
    claim: "a redirect, which is not followed",
    serve: (_, response) => response.writeHead(302, { location: "http://elsewhere/" }).end(),
    says: /sent us to http:\/\/elsewhere/,
  },
  {
    claim: "no event",
    serve: (_, response) => void response.writeHead(200, { "content-type": "text/event-stream" }).write(": hi\n\n"),
    says: /sent no event/,
  },
])("$claim: one message, exit 4, no file", async ({ serve, says }) => {
  const { code, text, written } = await init(serve);
  expect(text).toMatch(says);
  expect(code).toBe(4);
  expect(written).toBeNull();
});

test("the ring buffer of the docs: red with a silent gap, green once it keeps enough", async () => {
  const cwd = mkdtempSync(path.join(folder, "ring-"));
  const resumeGate = async (...words: string[]) => {
    const { code, text } = await runResumeGate(words, { cwd });
    return { code, text };
  };
  const port = String(await freePort());
  const start = async (keep: string) => {
    const file = path.join(root, "examples/ring-buffer/server.mjs");
    const child = spawn(process.execPath, [file], {
      env: { ...process.env, PORT: port, KEEP: keep },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return child;
  };
  const end = async (child: ReturnType<typeof spawn>) => {
    child.kill();
    await once(child, "close");
  };
  const small = await start("8");
  try {
    const made = await resumeGate("init", `http://127.0.0.1:${port}/events`, "--watch", "3s");
    expect(made.text).toContain("each client leaves after 40 events");
    const red = await resumeGate("run", "--rows", "cut", "--seed", "7", "--duration", "4s");
    expect(red.text).toMatch(/[1-9]\d* lost, 0 duplicated/);
    expect(red.code).toBe(1);
  } finally {
    await end(small);
  }
  const large = await start("1000");
  try {
    const green = await resumeGate("run", "--rows", "cut", "--seed", "7", "--duration", "4s");
    expect(green.text).toMatch(/ 0 lost, 0 duplicated/);
    expect(green.code).toBe(0);
  } finally {
    await end(large);
  }
});

test("Ctrl-C ends it with 130, and says nothing against a target that it did not wait for", async () => {
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve()).listen(0, "127.0.0.1"); // it never answers
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const during = async (pid: number) => {
    await asked.promise;
    process.kill(pid, "SIGINT");
  };
  try {
    const { code, err } = await runResumeGate(["init", url, "--out", "stopped.ts"], { cwd: folder, during });
    expect([code, err]).toEqual([130, "\nSIGINT: stopping. Nothing was written.\n"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
