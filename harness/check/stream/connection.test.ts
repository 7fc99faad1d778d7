import { describe, expect, test } from "vitest";
import { connection } from "../testing/connection.ts";
import { answerName } from "./connection.ts";

describe("an answer has a name for people", () => {
  test.each([
    { name: "200", each: connection({}) },
    { name: "200 partial", each: connection({ answer: { partial: true } }) },
    { name: "200 text/html", each: connection({ answer: { type: "text/html" } }) },
    { name: "200 without a type", each: connection({ answer: { type: "" } }) },
    { name: "410 BUFFER_TRIMMED", each: connection({ answer: { status: 410, code: "BUFFER_TRIMMED" } }) },
    { name: "410 gone", each: connection({ answer: { status: 410, code: "X" }, more: { gone: true } }) },
    { name: "200 gone", each: connection({ more: { gone: true } }) },
    { name: "204", each: connection({ answer: { status: 204 } }) },
    { name: "502", each: connection({ answer: { status: 502 } }) },
    { name: "no answer", each: connection({ answer: null, close: { why: "error" } }) },
    { name: "no answer in time", each: connection({ answer: null, close: { why: "timeout" } }) },
  ])("$name", ({ name, each }) => {
    expect(answerName(each)).toBe(name);
  });
});
