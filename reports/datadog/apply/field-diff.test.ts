import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diff } from "./field-diff.ts";

describe("the difference from what is wanted", () => {
  test.each([
    { claim: "Datadog's own fields are not a difference", wanted: { a: 1 }, actual: { a: 1, id: 9 }, paths: [] },
    { claim: "a missing field is one", wanted: { a: { b: 1 } }, actual: { a: {} }, paths: ["a.b"] },
    { claim: "tags are a set", wanted: { tags: ["x", "y"] }, actual: { tags: ["y", "x"] }, paths: [] },
    { claim: "an additional tag is one", wanted: { tags: ["x"] }, actual: { tags: ["y", "x"] }, paths: ["tags"] },
    {
      claim: "other lists have an order",
      wanted: { q: ["x", "y"] },
      actual: { q: ["y", "x"] },
      paths: ["q[0]", "q[1]"],
    },
    { claim: "a list of another length is one", wanted: { q: [1] }, actual: { q: [] }, paths: ["q"] },
    {
      claim: "two names of one type are not a difference",
      wanted: { type: "query alert" },
      actual: { type: "metric alert" },
      paths: [],
    },
    { claim: "another type is one", wanted: { type: "query alert" }, actual: { type: "log alert" }, paths: ["type"] },
    { claim: "a field that is not wanted is not a difference", wanted: { a: undefined }, actual: { a: 1 }, paths: [] },
    { claim: "null differs from a missing field", wanted: { a: null }, actual: {}, paths: ["a"] },
  ])("$claim", ({ wanted, actual, paths }) => {
    expect(diff(wanted, actual).map(({ path }) => path)).toEqual(paths);
  });

  test("what the client does not know is compared as Datadog sent it", () => {
    class UnparsedObject {
      readonly _data: unknown;
      constructor(data: unknown) {
        this._data = data;
      }
    }
    const actual = { definition: new UnparsedObject({ display_type: "line", type: "new" }) };
    expect(diff({ definition: { displayType: "line" } }, actual)).toEqual([]);
    expect(diff({ definition: { displayType: "bars" } }, actual).map(({ path }) => path)).toEqual([
      "definition.displayType",
    ]);
  });

  test("of any value from itself is empty", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(diff(value, structuredClone(value))).toEqual([]);
      }),
    );
  });
});
