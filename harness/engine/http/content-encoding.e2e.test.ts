import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createDeflate,
  createDeflateRaw,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { FaceTimers } from "../face-timers.ts";
import { openExchange } from "./open-exchange.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** One answer, read to its end: the decoded text, how it ended, and what was there before the server's last bytes. */
async function read(headers: Record<string, string>, answer: (response: ServerResponse) => void, cutAt?: string) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", ...headers });
    answer(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const timers = new FaceTimers(new AbortController().signal);
  closing.push(() => {
    timers.close();
    server.closeAllConnections();
    server.close();
  });
  let raw = Buffer.alloc(0);
  const exchange = openExchange(
    {
      base: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      request: { method: "GET", path: "/", headers: {} },
      headers: {},
      limits: { answerMs: 5_000, idleMs: 5_000, eventMs: 5_000 },
      timers,
    },
    {
      onAnswer: () => {},
      onBytes(bytes, from, to) {
        raw = Buffer.concat([raw, bytes.subarray(from, to)]);
        if (cutAt !== undefined && raw.includes(cutAt)) exchange.cut();
      },
    },
  );
  return { end: await exchange.ended, text: raw.toString("utf8") };
}

const body = Array.from({ length: 200 }, (_, n) => `id: ${n}\ndata: {"n":${n},"text":"ü☃𝄞"}\n\n`).join("");
const whole = {
  gzip: gzipSync(body),
  "x-gzip": gzipSync(body),
  deflate: deflateSync(body),
  "bare deflate": deflateRawSync(body),
  br: brotliCompressSync(body),
  zstd: zstdCompressSync(body),
};
const nameOf = (coding: string) => ({ "content-encoding": coding === "bare deflate" ? "deflate" : coding });

describe.each(Object.entries(whole))("%s", (coding, bytes) => {
  test("is decoded", async () => {
    expect(await read(nameOf(coding), (response) => void response.end(bytes))).toEqual({
      end: { why: "closed" },
      text: body,
    });
  });

  test("is decoded from single bytes", async () => {
    const answer = async (response: ServerResponse) => {
      for (const byte of bytes.subarray(0, bytes.length))
        if (!response.write(Buffer.of(byte))) await once(response, "drain");
      response.end();
    };
    expect(await read(nameOf(coding), (response) => void answer(response))).toEqual({
      end: { why: "closed" },
      text: body,
    });
  });

  test("broken off in good order is named, and what came before is kept", async () => {
    const { end, text } = await read(
      nameOf(coding),
      (response) => void response.end(bytes.subarray(0, bytes.length - 12)),
    );
    expect(end).toMatchObject({
      why: "error",
      unreadable: true,
      error: expect.stringMatching(/Content-Encoding "(x-gzip|gzip|deflate|br|zstd)"/),
    });
    expect(body.startsWith(text)).toBe(true);
  });
});

test.each([
  { coding: "gzip", make: createGzip, flush: constants.Z_SYNC_FLUSH },
  { coding: "deflate", make: createDeflate, flush: constants.Z_SYNC_FLUSH },
  { coding: "bare deflate", make: createDeflateRaw, flush: constants.Z_SYNC_FLUSH },
  { coding: "br", make: createBrotliCompress, flush: constants.BROTLI_OPERATION_FLUSH },
  { coding: "zstd", make: createZstdCompress, flush: constants.ZSTD_e_flush },
])(
  "$coding: an event is there as soon as it is flushed, and our cut ends it without a complaint",
  async ({ coding, make, flush }) => {
    const { end, text } = await read(
      nameOf(coding),
      (response) => {
        const compressed = make();
        compressed.pipe(response);
        compressed.write("data: first\n\n");
        compressed.flush(flush); // and nothing more comes
      },
      "first\n\n",
    );
    expect({ end, text }).toEqual({ end: { why: "cut" }, text: "data: first\n\n" });
  },
);

test.each([
  {
    claim: "an unknown coding",
    headers: { "content-encoding": "compress" },
    says: 'Content-Encoding "compress" cannot be decoded',
  },
  {
    claim: "two codings over one another",
    headers: { "content-encoding": "gzip, br" },
    says: 'Content-Encoding "gzip, br" cannot be decoded',
  },
  {
    claim: "a body that is not what its coding says",
    headers: { "content-encoding": "gzip" },
    says: 'not readable as Content-Encoding "gzip"',
  },
])("$claim is named", async ({ headers, says }) => {
  const { end, text } = await read(headers, (response) => void response.end("data: plain\n\n"));
  expect(end).toMatchObject({ why: "error", unreadable: true });
  expect(end.error).toContain(says);
  expect(text).toBe("");
});

test("identity is read as it is", async () => {
  expect(await read({ "content-encoding": "identity" }, (response) => void response.end(body))).toEqual({
    end: { why: "closed" },
    text: body,
  });
});

test("a small body that would grow without end is read piece by piece", async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const { end, text } = await read({ "content-encoding": "gzip" }, (response) => void response.end(bomb), "\0");
  expect(end.why).toBe("cut");
  expect(text.length).toBeLessThanOrEqual(64 * 1024); // one piece, of 64 MiB
});
