import { describe, expect, test } from "vitest";
import { decode } from "./command.ts";

describe("a reply of Redis", () => {
  test.each([
    { claim: "a simple string is its text", reply: "+OK\r\n", text: "OK" },
    { claim: "an error keeps its minus", reply: "-OOM command not allowed\r\n", text: "-OOM command not allowed" },
    { claim: "a number is its digits", reply: ":42\r\n", text: "42" },
    { claim: "a bulk is its bytes", reply: "$5\r\nhello\r\n", text: "hello" },
    { claim: "a bulk may hold line ends", reply: "$10\r\na:1\r\nb:2\r\n\r\n\r\n", text: "a:1\r\nb:2\r\n" },
    { claim: "a bulk counts bytes, not characters", reply: "$4\r\nöö\r\n", text: "öö" },
    { claim: "nothing is an empty text", reply: "$-1\r\n", text: "" },
    { claim: "an array is a line each", reply: "*2\r\n$9\r\n127.0.0.1\r\n$4\r\n6379\r\n", text: "127.0.0.1\n6379" },
    { claim: "an empty array is an empty text", reply: "*0\r\n", text: "" },
    { claim: "half a bulk is none yet", reply: "$5\r\nhel", text: null },
    { claim: "half an array is none yet", reply: "*2\r\n+a\r\n", text: null },
    { claim: "nothing is none yet", reply: "", text: null },
  ])("$claim", ({ reply, text }) => {
    expect(decode(reply)).toBe(text);
  });
});
