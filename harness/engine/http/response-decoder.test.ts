import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ResponseDecoder } from "./response-decoder.ts";
import { MalformedAnswer } from "./response-head.ts";

/** Decodes an answer given in these pieces. */
function decode(pieces: readonly Buffer[]) {
  let status = 0;
  let headers: Record<string, unknown> = {};
  const body: Buffer[] = [];
  const decoder = new ResponseDecoder({
    onHead(code, all) {
      status = code;
      headers = { ...all };
    },
    onBody: (bytes, from, to) => body.push(Buffer.from(bytes.subarray(from, to))),
  });
  for (const piece of pieces) {
    // As in a socket's buffer: bytes of other answers before and after it.
    const around = Buffer.alloc(piece.length + 40, "\r\n3\r\nabc\r\nX: y\r\n\r\n");
    piece.copy(around, 9);
    decoder.push(around, 9, 9 + piece.length);
  }
  return { status, headers, body: Buffer.concat(body).toString("latin1"), complete: decoder.isComplete, decoder };
}
const read = (text: string) => decode([Buffer.from(text, "latin1")]);
const bytewise = (text: string) => decode([...Buffer.from(text, "latin1")].map((byte) => Buffer.of(byte)));
const head = "HTTP/1.1 200 OK\r\n";

describe("an answer (RFC 9112)", () => {
  test.each([
    { claim: "a length", text: `${head}Content-Length: 3\r\n\r\nabc`, body: "abc", complete: true },
    { claim: "a length not reached", text: `${head}Content-Length: 4\r\n\r\nabc`, body: "abc", complete: false },
    { claim: "no length: to the close", text: `${head}\r\nabc`, body: "abc", complete: false },
    {
      claim: "chunks",
      text: `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n`,
      body: "abc0123456789",
      complete: true,
    },
    {
      claim: "a chunk's extension",
      text: `${head}Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n`,
      body: "abc",
      complete: true,
    },
    {
      claim: "trailers",
      text: `${head}Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\nX-A: b\r\n\r\n`,
      body: "a",
      complete: true,
    },
    {
      claim: "chunks without an end",
      text: `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
      body: "abc",
      complete: false,
    },
    {
      claim: "another coding: to the close",
      text: `${head}Transfer-Encoding: gzip\r\n\r\nabc`,
      body: "abc",
      complete: false,
    },
    { claim: "204 has no body", text: "HTTP/1.1 204 No Content\r\n\r\nabc", body: "", complete: true },
    {
      claim: "304 has none either",
      text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n",
      body: "",
      complete: true,
    },
    {
      claim: "1xx come first",
      text: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${head}Content-Length: 1\r\n\r\na`,
      body: "a",
      complete: true,
    },
    {
      claim: "what follows the answer is ignored",
      text: `${head}Content-Length: 1\r\n\r\nabc`,
      body: "a",
      complete: true,
    },
    { claim: "no reason phrase", text: "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na", body: "a", complete: true },
  ])("$claim, whole or byte by byte", ({ text, body, complete }) => {
    for (const answer of [read(text), bytewise(text)]) {
      expect({ body: answer.body, complete: answer.complete }).toEqual({ body, complete });
    }
  });

  test("names are compared without case, values are trimmed, repetitions joined", () => {
    const { headers } = read(
      `${head}X-A:  b \t\r\nx-a: c\r\nContent-Type: a/b\r\ncontent-type: c/d\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(headers).toEqual({ "x-a": "b, c", "content-type": "a/b", "content-length": "0" });
  });

  test.each([
    { claim: "another protocol", text: "SSH-2.0-OpenSSH\r\n" },
    { claim: "HTTP/2", text: "HTTP/2 200 OK\r\n\r\n" },
    { claim: "no status", text: "HTTP/1.1 OK\r\n\r\n" },
    { claim: "a space before a colon", text: `${head}X-A : b\r\n\r\n` },
    { claim: "a folded line", text: `${head}X-A: b\r\n c\r\n\r\n` },
    { claim: "NUL in a value", text: `${head}X-A: \0\r\n\r\n` },
    { claim: "a length and a coding", text: `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n` },
    { claim: "two lengths", text: `${head}Content-Length: 3\r\nContent-Length: 3\r\n\r\n` },
    { claim: "a negative length", text: `${head}Content-Length: -3\r\n\r\n` },
    { claim: "a chunk without a size", text: `${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n` },
    { claim: "a chunk's size after a space", text: `${head}Transfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n` },
    { claim: "a chunk longer than its size", text: `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n` },
    { claim: "a chunk's size that ends with LF alone", text: `${head}Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n` },
    { claim: "a chunk of more than 2^48 bytes", text: `${head}Transfer-Encoding: chunked\r\n\r\n1000000000000\r\n` },
    { claim: "a switch of protocols", text: "HTTP/1.1 101 Switching Protocols\r\n\r\n" },
    { claim: "a head larger than 16 KiB", text: `${head}X-A: ${"a".repeat(17_000)}\r\n\r\n` },
    {
      claim: "trailers larger than 16 KiB",
      text: `${head}Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: ${"a".repeat(17_000)}\r\n\r\n`,
    },
  ])("$claim is refused, whole or byte by byte", ({ text }) => {
    expect(() => read(text)).toThrow(MalformedAnswer);
    expect(() => bytewise(text)).toThrow(MalformedAnswer);
  });

  test("a head that never ends is refused", () => {
    const decoder = new ResponseDecoder({ onHead() {}, onBody() {} });
    expect(() => {
      for (let i = 0; i < 20; i++) decoder.push(Buffer.from(i === 0 ? head : `X-${i}: ${"a".repeat(1_000)}\r\n`));
    }).toThrow(/larger than/);
  });

  test("after stop no handler is called", () => {
    const seen: string[] = [];
    const decoder: ResponseDecoder = new ResponseDecoder({
      onHead() {},
      onBody(bytes, from, to) {
        seen.push(bytes.toString("utf8", from, to));
        decoder.stop();
      },
    });
    decoder.push(Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n`));
    decoder.push(Buffer.from("1\r\nc\r\n"));
    expect(seen).toEqual(["a"]);
  });
});

describe("for all answers", () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
  const cuts = fc.array(fc.nat(), { maxLength: 20 });

  test("the body comes complete, however chunks are coded and wherever reads end", () => {
    fc.assert(
      fc.property(chunks, cuts, fc.boolean(), (parts, places, upper) => {
        const coded = parts.flatMap((part) => {
          const size = part.length.toString(16);
          return [Buffer.from(`${upper ? size.toUpperCase() : size}\r\n`), Buffer.from(part), Buffer.from("\r\n")];
        });
        const all = Buffer.concat([
          Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`),
          ...coded,
          Buffer.from("0\r\n\r\n"),
        ]);
        const sorted = [0, ...places.map((place) => place % (all.length + 1)).sort((a, b) => a - b), all.length];
        const { body, complete } = decode(sorted.slice(1).map((to, i) => all.subarray(sorted[i], to)));
        expect({ body, complete }).toEqual({ body: Buffer.concat(parts).toString("latin1"), complete: true });
      }),
      { numRuns: 500 },
    );
  });

  test("bytes that are not an answer only throw or wait", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("", head, `${head}Transfer-Encoding: chunked\r\n\r\n`),
        (bytes, before) => {
          try {
            decode([Buffer.from(before), Buffer.from(bytes)]);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedAnswer);
          }
        },
      ),
    );
  });
});
