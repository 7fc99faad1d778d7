import { describe, expect, test } from "vitest";
import { readDeliveries, readDelivery } from "./delivery.ts";

const depth = 200_000;

describe("a line of a client's output", () => {
  test.each([
    { claim: "is a delivery where it has data", line: '{"data":"a"}', is: { data: "a" } },
    { claim: "may have an id that is a number", line: '{"id":7,"data":"a"}', is: { id: "7", data: "a" } },
    { claim: "may have none", line: '{"id":null,"event":null,"data":"a"}', is: { id: null, event: null, data: "a" } },
    { claim: "may have the value of its data", line: '{"data":{"n":1}}', is: { data: '{"n":1}', parsed: true } },
    { claim: "is nothing without data", line: '{"level":30}', is: null },
    { claim: "is nothing where it is no JSON", line: "got 3", is: null },
    {
      claim: "is nothing where it is nested beyond reason",
      line: `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`,
      is: null,
    },
  ])("$claim", ({ line, is }) => {
    expect(readDelivery(line)).toEqual(is);
  });
});

describe("the body of a POST", () => {
  test.each([
    { claim: "is one", body: '{"data":"a"}', is: ["a"] },
    { claim: "is a list", body: '[{"data":"a"},{"data":"b"}]', is: ["a", "b"] },
    { claim: "is one a line", body: '{"data":"a"}\r\n{"data":"b"}\n', is: ["a", "b"] },
    { claim: "is none", body: "", is: undefined },
  ])("$claim", ({ body, is }) => {
    expect(readDeliveries(body)?.map(({ data }) => data)).toEqual(is);
  });
});
