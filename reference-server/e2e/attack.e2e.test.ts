import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttackedServer, startAttackedServer } from "../testing/attacked-server.ts";
import { signToken } from "../tokens/token.ts";

const secret = "a-secret-that-nobody-may-ever-see-0";
const oldSecret = "an-older-secret-that-nobody-may-see";
const apiKeys = ["first-api-key-of-nobody", "second-api-key-of-nobody"] as const;
const brief = "Which of two suppliers should we choose, and why?";

let server: AttackedServer;
/** Everything that any answer held, to be searched for what must never be in it. */
let answered = "";
let good = "";
beforeAll(async () => {
  server = await startAttackedServer({
    SSE_RESUME_SECRET: secret,
    SSE_RESUME_SECRETS_ACCEPTED: oldSecret,
    ASSIST_API_KEYS: apiKeys.join(","),
    SSE_RESUME_LIVE_RPM: "1000000",
    LOG_LEVEL: "trace",
  });
  good = await tokenOf(await startStream(apiKeys[0]));
});
afterAll(() => server.stop());

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
}

async function post(
  path: string,
  headers: Record<string, string>,
  body?: string,
  key: string = apiKeys[0],
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "x-olumi-assist-key": key, ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status: response.status, code: undefined, body: "" };
  }
  const text = await response.text();
  answered += text;
  return { status: response.status, code: (JSON.parse(text) as { code?: string }).code, body: text };
}

const resume = (token: string, key: string = apiKeys[0]) =>
  post("/assist/draft-graph/resume", { "x-resume-token": token, "x-resume-mode": "replay" }, undefined, key);

async function startStream(key: string): Promise<string> {
  const response = await fetch(`${server.url}/assist/draft-graph/stream`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-olumi-assist-key": key },
    body: JSON.stringify({ brief, flags: { reference: { events: 3, interval_ms: 1, event_bytes: 16 } } }),
  });
  return response.text();
}

async function tokenOf(stream: string): Promise<string> {
  return /"token":"([^"]+)"/.exec(stream)?.[1] ?? "";
}

const invalid = { status: 401, code: "RESUME_TOKEN_INVALID" };
const now = () => Math.floor(Date.now() / 1_000);
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as Record<string, unknown>;
const signed = (changes: Record<string, unknown>, key = secret) => {
  const { kid: _kid, ...claims } = { ...claimsOf(good), ...changes };
  return signToken(claims as never, { kid: "k", secret: key });
};

describe("a token", () => {
  test("that is good is taken", async () => {
    expect((await resume(good)).status).toBe(200);
  });

  test.each([
    {
      claim: "with another payload under its signature",
      make: () =>
        `${Buffer.from(JSON.stringify({ ...claimsOf(good), seq: 0 })).toString("base64url")}.${good.split(".")[1]}`,
    },
    { claim: "with one bit of its signature turned", make: () => flip(good, good.length - 3) },
    { claim: "with one bit of its payload turned", make: () => flip(good, 10) },
    { claim: "with the last, half used character of its signature changed", make: () => lastCharacterChanged(good) },
    { claim: "in base64 with padding", make: () => `${good}=` },
    { claim: "in the other base64 alphabet", make: () => withDashes().replaceAll("-", "+").replaceAll("_", "/") },
    { claim: "with a space before it", make: () => `%20${good}` },
    {
      claim: "with its signature in hex",
      make: () => `${good.split(".")[0]}.${Buffer.from(good.split(".")[1] ?? "", "base64url").toString("hex")}`,
    },
    { claim: "without a signature", make: () => `${good.split(".")[0]}.` },
    { claim: "without a payload", make: () => `.${good.split(".")[1]}` },
    { claim: "with three parts", make: () => `${good}.${good.split(".")[1]}` },
    { claim: "that is another one's twice", make: () => `${good},${good}` },
    { claim: "of 8 KiB", make: () => "x".repeat(8_192) },
    { claim: "signed by a stranger", make: () => signed({}, "a-stranger's-secret-of-no-worth-at-all") },
    { claim: "signed with an empty key", make: () => signed({}, "") },
    { claim: "whose expires_at is a string", make: () => signed({ expires_at: String(now() + 900) }) },
    { claim: "whose expires_at is not a number", make: () => signed({ expires_at: null }) },
    { claim: "whose expires_at is negative", make: () => signed({ expires_at: -1 }) },
    { claim: "whose expires_at is a fraction", make: () => signed({ expires_at: now() + 900.5 }) },
    { claim: "whose expires_at is beyond all numbers", make: () => signed({ expires_at: 1e308 }) },
    { claim: "whose seq is negative", make: () => signed({ seq: -2 }) },
    { claim: "whose seq is a string", make: () => signed({ seq: "1" }) },
    { claim: "whose request_id would break out of a Redis key", make: () => signed({ request_id: "a}{b" }) },
    { claim: "whose request_id is an object", make: () => signed({ request_id: { toString: "x" } }) },
    { claim: "whose payload is an array", make: () => rawSigned("[]") },
    { claim: "whose payload is not JSON", make: () => rawSigned("{") },
    {
      claim: "with __proto__ in place of its claims",
      make: () => rawSigned(`{"__proto__":${JSON.stringify(claimsOf(good))}}`),
    },
  ])("$claim is refused like all others", async ({ make }) => {
    const { status, code, body: text } = await resume(make());
    expect({ status, code }).toEqual(invalid);
    expect(text).toBe((await resume("x.y")).body); // one answer for all of these
  });

  test("of an accepted older key is taken", async () => {
    expect((await resume(signed({}, oldSecret))).status).toBe(200);
  });

  test("that expired is refused as expired; one that is good until the far future is taken", async () => {
    expect(await resume(signed({ expires_at: now() - 1 }))).toMatchObject({
      status: 410,
      code: "RESUME_TOKEN_EXPIRED",
    });
    expect((await resume(signed({ expires_at: now() + 1_000_000_000 }))).status).toBe(200);
  });

  test("under another API key is not authenticated; without its owner neither", async () => {
    expect(await resume(good, apiKeys[1])).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(await resume(signed({ sub: undefined }))).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(await resume(good, "no such key")).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  });

  test("of a stream that never was is not found, and tells nothing more", async () => {
    expect(await resume(signed({ request_id: "0f0f0f0f-0000-4000-8000-000000000000" }))).toMatchObject({
      status: 404,
      code: "STREAM_STATE_NOT_FOUND",
    });
  });

  test("drawn at random, 10,000 times, is never taken", async () => {
    const statuses = new Map<number, number>();
    for (let i = 0; i < 10_000; i += 50) {
      const batch = Array.from({ length: 50 }, () => resume(randomToken()));
      for (const { status } of await Promise.all(batch)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([[401, 10_000]]);
  });
});

function flip(token: string, at: number): string {
  const other = token[at] === "A" ? "B" : "A";
  return token.slice(0, at) + other + token.slice(at + 1);
}

/** 43 characters carry 258 bits, a signature has 256: another last character may mean the same bytes. */
function lastCharacterChanged(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "A");
  return token.slice(0, -1) + alphabet[last ^ 1];
}

/** A good token in which the two alphabets differ. */
function withDashes(): string {
  for (let i = 0; ; i++) {
    const token = signed({ step: `DRAFTING${i}` });
    if (/[-_]/.test(token)) return token;
  }
}

/** Any text as the payload, with a true signature. */
function rawSigned(json: string): string {
  const body = Buffer.from(json).toString("base64url");
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

function randomToken(): string {
  const part = (bytes: number) => randomBytes(bytes).toString("base64url");
  return Math.random() < 0.5 ? `${part(120)}.${part(32)}` : `${good.split(".")[0]}.${part(32)}`;
}

describe("a request", () => {
  const start = (body: string, headers: Record<string, string> = {}) =>
    post("/assist/draft-graph/stream", { "content-type": "application/json", ...headers }, body);
  test.each([
    { claim: "with __proto__ in its body", body: `{"brief":"${brief}","__proto__":{"x":1}}`, status: 400 },
    {
      claim: "with a constructor in its body",
      body: `{"brief":"${brief}","constructor":{"prototype":{"x":1}}}`,
      status: 400,
    },
    { claim: "that is not JSON", body: "{", status: 400 },
    { claim: "without a body", body: "", status: 400 },
    { claim: "that is an array", body: "[]", status: 400 },
    { claim: "with a brief that is too short", body: '{"brief":"x"}', status: 400 },
    { claim: "with a number as its brief", body: '{"brief":1234567890123456789012345678901234567890}', status: 400 },
    {
      claim: "that asks for a million events",
      body: `{"brief":"${brief}","flags":{"reference":{"events":1000000}}}`,
      status: 400,
    },
    {
      claim: "with a flag that is not known",
      body: `{"brief":"${brief}","flags":{"reference":{"evil":1}}}`,
      status: 400,
    },
    {
      claim: "nested 100,000 deep",
      body: `{"brief":"${brief}","attachments":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      status: 200,
    },
  ])("$claim is answered $status", async ({ body, status }) => {
    const answer = await start(body);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer).toMatchObject({ code: "BAD_INPUT" });
  });

  test.each([
    { claim: "a huge head", head: `X-Resume-Token: ${"x".repeat(20_000)}\r\n`, status: 431 },
    { claim: "a line break in a header", head: "X-Resume-Token: a\rSet-Cookie: evil\r\n", status: 400 },
    { claim: "a NUL in a header", head: "X-Resume-Token: a\0b\r\n", status: 400 },
    { claim: "an empty token", head: "X-Resume-Token: \r\n", status: 400 },
    {
      claim: "a Last-Event-ID that is not a number",
      head: `X-Resume-Token: TOKEN\r\nLast-Event-ID: 1e3\r\n`,
      status: 400,
    },
    { claim: "a negative Last-Event-ID", head: `X-Resume-Token: TOKEN\r\nLast-Event-ID: -1\r\n`, status: 400 },
    { claim: "a mode that is not known", head: `X-Resume-Token: TOKEN\r\nX-Resume-Mode: evil\r\n`, status: 400 },
  ])("with $claim is answered $status", async ({ head, status }) => {
    const text = await raw(
      `POST /assist/draft-graph/resume HTTP/1.1\r\nHost: x\r\nX-Olumi-Assist-Key: ${apiKeys[0]}\r\nContent-Length: 0\r\nConnection: close\r\n${head.replace("TOKEN", good)}\r\n`,
    );
    answered += text;
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/"schema":"error\.v1"/);
    expect(text).not.toMatch(/Set-Cookie: evil/);
  });

  test("that announces a body of 2 MiB is answered 413 before any of it is sent", async () => {
    // A client that sends the body nevertheless may lose the answer, because the server closes without reading it.
    const text = await raw(
      `POST /assist/draft-graph/stream HTTP/1.1\r\nHost: x\r\nX-Olumi-Assist-Key: ${apiKeys[0]}\r\nContent-Type: application/json\r\nContent-Length: ${2 * 1024 * 1024}\r\n\r\n`,
    );
    answered += text;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toMatch(/"code":"BAD_INPUT"/);
  });

  test("two lengths in one head are refused", async () => {
    expect(
      await raw(
        "POST /assist/draft-graph/resume HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ),
    ).toMatch(/^HTTP\/1\.1 400 /);
  });
});

/** Sends bytes and reads until the server closes, 15 s at most. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let read = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
    const limit = setTimeout(() => socket.destroy(), 15_000);
    socket.on("data", (bytes) => {
      read += bytes.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(limit);
      resolve(read);
    });
  });
}

describe("a crowd", () => {
  test("that sends its head one byte at a time is let go", async () => {
    const start = performance.now();
    const ended = new Promise<number>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () =>
        socket.write("POST /assist/draft-graph/resume HTTP/1.1\r\nHost: x\r\nX-Slow: "),
      );
      const drip = setInterval(() => socket.write("x"), 500);
      socket.on("error", () => {});
      socket.on("data", () => {});
      socket.on("close", () => {
        clearInterval(drip);
        resolve(performance.now() - start);
      });
    });
    expect(await ended).toBeLessThan(25_000);
  });

  test("of 1,000 idle connections does not keep others out, nor grow the server without bound", async () => {
    const before = residentKiB();
    const idle: Socket[] = [];
    for (let i = 0; i < 1_000; i++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      idle.push(socket);
    }
    try {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect((await resume(good)).status).toBe(200);
      expect(await startStream(apiKeys[0])).toContain('"stage":"COMPLETE"');
      expect(residentKiB() - before).toBeLessThan(64 * 1024);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  function residentKiB(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? 0);
  }
});

test("no secret, no API key and no token is in anything that the server printed, answered or shows", async () => {
  for (const path of ["/healthz", "/metrics", "/nothing"])
    answered += await (await fetch(`${server.url}${path}`)).text();
  const everything = answered + server.printed();
  expect(everything.length).toBeGreaterThan(1_000);
  for (const hidden of [secret, oldSecret, ...apiKeys, good, good.split(".")[1] ?? good])
    expect(everything).not.toContain(hidden);
});
