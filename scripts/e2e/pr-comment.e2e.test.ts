import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderComment } from "../../reports/github/pull-request-comment.ts";
import { greenRun, redRun } from "../../reports/testing/judged.ts";

interface Comment {
  readonly id: number;
  body: string;
}

/** As much of GitHub's API as comments need, with its answers' forms: pages of a hundred, `Link`, 201, 404, bad credentials. */
class StandIn {
  readonly comments: Comment[] = [];
  readonly requests: string[] = [];
  /** Ids that this token may not write. */
  readonly foreign = new Set<number>();
  answerAll: { status: number; body: string } | null = null;
  readonly #server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    this.requests.push(`${request.method} ${request.url}`);
    const say = (status: number, value: unknown, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
    if (this.answerAll) return void response.writeHead(this.answerAll.status).end(this.answerAll.body);
    if (request.headers.authorization !== "Bearer secret-token") return void say(401, { message: "Bad credentials" });
    const url = new URL(request.url ?? "/", this.url);
    const one = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(url.pathname);
    if (request.method === "PATCH" && one) {
      const comment = this.comments.find(({ id }) => id === Number(one[1]));
      if (!comment) return void say(404, { message: "Not Found" });
      if (this.foreign.has(comment.id)) return void say(403, { message: "Must have admin rights" });
      comment.body = (JSON.parse(text) as { body: string }).body;
      return void say(200, comment);
    }
    if (url.pathname !== "/repos/o/r/issues/12/comments") return void say(404, { message: "Not Found" });
    if (request.method === "POST") {
      const comment = { id: 1_000 + this.comments.length, body: (JSON.parse(text) as { body: string }).body };
      this.comments.push(comment);
      return void say(201, comment);
    }
    const [size, page] = [Number(url.searchParams.get("per_page") ?? 30), Number(url.searchParams.get("page") ?? 1)];
    const last = page * size >= this.comments.length;
    const link = last ? {} : { link: `<${this.url}${url.pathname}?per_page=${size}&page=${page + 1}>; rel="next"` };
    say(200, this.comments.slice((page - 1) * size, page * size), link);
  });

  url = "";

  async start(): Promise<void> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("the pull request's comment", () => {
  let github: StandIn;
  beforeEach(async () => {
    github = new StandIn();
    await github.start();
  });
  afterEach(() => github.stop());

  async function post(markdown: string, env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
    const settings = {
      GITHUB_TOKEN: "secret-token",
      GITHUB_REPOSITORY: "o/r",
      GITHUB_API_URL: github.url,
      PR_NUMBER: "12",
      PATH: process.env.PATH ?? "",
      ...env,
    };
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "../pr-comment.mjs")], { env: settings });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    child.stdin.on("error", () => {});
    child.stdin.end(markdown);
    const [code] = (await once(child, "close")) as [number];
    return { code, said };
  }

  test("is written once and then updated in place, though there are other comments by the hundred", async () => {
    github.comments.push(
      ...Array.from({ length: 230 }, (_, id) => ({ id, body: `I quote <!-- resume-gate --> ${id}` })),
    );
    const red = renderComment(await redRun());
    const green = renderComment(await greenRun());
    expect(await post(red)).toMatchObject({ code: 0 });
    expect(await post(green)).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(231);
    expect(github.comments.at(-1)?.body).toBe(green);
    expect(github.requests.filter((line) => !line.startsWith("GET"))).toEqual([
      "POST /repos/o/r/issues/12/comments",
      "PATCH /repos/o/r/issues/comments/1230",
    ]);
  });

  test("of somebody else with our marker stays theirs: ours is written beside it once, and then updated", async () => {
    github.comments.push({ id: 5, body: "<!-- resume-gate --> mine" });
    github.foreign.add(5);
    expect(await post("<!-- resume-gate -->\nnew")).toMatchObject({ code: 0 });
    expect(github.comments.map(({ body }) => body)).toEqual(["<!-- resume-gate --> mine", "<!-- resume-gate -->\nnew"]);
    expect(await post("<!-- resume-gate -->\nnewer")).toMatchObject({ code: 0 });
    expect(github.comments.map(({ body }) => body).slice(1)).toEqual(["<!-- resume-gate -->\nnewer"]);
  });

  test("that is longer than GitHub takes is cut, and says so", async () => {
    await post(`<!-- resume-gate -->\n${"x".repeat(100_000)}`);
    expect(github.comments[0]?.body.length).toBeLessThan(65_536);
    expect(github.comments[0]?.body).toMatch(/\(cut: .*\)\n$/);
  });

  test.each([
    { claim: "the number in GITHUB_REF", env: { PR_NUMBER: "", GITHUB_REF: "refs/pull/12/merge" }, written: 1 },
    { claim: "no number at all, on main", env: { PR_NUMBER: "", GITHUB_REF: "refs/heads/main" }, written: 0 },
    { claim: "a number that is none", env: { PR_NUMBER: "12/../13" }, written: 0 },
  ])("is for $claim: $written written, exit 0", async ({ env, written }) => {
    const { code } = await post("<!-- resume-gate -->\nx", env);
    expect({ code, written: github.comments.length }).toEqual({ code: 0, written });
  });

  test("takes the number from the event's file", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-event-"));
    try {
      const file = path.join(folder, "event.json");
      writeFileSync(file, JSON.stringify({ pull_request: { number: 12 } }));
      await post("<!-- resume-gate -->\nx", { PR_NUMBER: "", GITHUB_EVENT_PATH: file });
      expect(github.comments).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    { claim: "a wrong token", env: { GITHUB_TOKEN: "other-token" }, code: 1, said: /answered with 401/ },
    { claim: "no token", env: { GITHUB_TOKEN: "" }, code: 2, said: /GITHUB_TOKEN is not set/ },
  ])("with $claim: exit $code, the reason, and never the token", async ({ env, code, said }) => {
    const ran = await post("<!-- resume-gate -->\nx", env);
    expect(ran.code).toBe(code);
    expect(ran.said).toMatch(said);
    expect(ran.said).not.toMatch(/secret-token|other-token/);
  });

  test("with GitHub away: exit 1 and the reason", async () => {
    const url = github.url;
    github.stop();
    expect(await post("<!-- resume-gate -->\nx", { GITHUB_API_URL: url })).toEqual({
      code: 1,
      said: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test.each([
    {
      claim: "a fork's token",
      answer: { status: 403, body: '{"message":"Resource not accessible"}' },
      said: /403.*[\s\S]*pull-requests: write/,
    },
    { claim: "GitHub's own trouble", answer: { status: 502, body: "<html>bad gateway" }, said: /502/ },
    { claim: "an answer that is not JSON", answer: { status: 200, body: "<html>" }, said: /could not be written/ },
  ])("with $claim: exit 1 with what was answered", async ({ answer, said }) => {
    github.answerAll = answer;
    const ran = await post("<!-- resume-gate -->\nx");
    expect(ran.code).toBe(1);
    expect(ran.said).toMatch(said);
  });

  test("without a marker is not written at all: it could never be found again", async () => {
    expect(await post("## no marker")).toMatchObject({ code: 2 });
    expect(github.requests).toEqual([]);
  });
});

test("the job that may write comments keeps what the pull request's run packed out of its checkout", () => {
  const workflow = readFileSync(path.join(import.meta.dirname, "../../.github/workflows/perf-gate.yml"), "utf8");
  const downloads = workflow.match(/gh run download .*/g) ?? [];
  expect(downloads).toHaveLength(1);
  expect(downloads[0]).toContain('-D "$RUNNER_TEMP/');
});
