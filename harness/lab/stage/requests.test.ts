import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { row } from "../testing/judged-history.ts";
import { readRequest } from "./requests.ts";
import { TokenBook } from "./token-book.ts";

const asked = (path: string, headers: IncomingMessage["headers"] = {}) => {
  const request = { method: "GET", headers } as IncomingMessage;
  return readRequest(request, { path, row, credentials: {}, tokens: new TokenBook() });
};

describe("a cursor in the query", () => {
  test.each([
    { claim: "is taken out of it", path: "?lastEventId=3", is: { path: "/", cursor: "3", cursorIn: "lastEventId" } },
    {
      claim: "is read as it was before it was encoded",
      path: "?last-event-id=a%2Fb+c%3D%2B%2520",
      is: { path: "/", cursor: "a/b c=+%20" },
    },
    { claim: "is none where it is empty", path: "?lastEventId=", is: { path: "/", cursor: null, cursorIn: null } },
    {
      claim: "comes behind one in a header",
      path: "?lastEventId=3",
      header: "4",
      is: { cursor: "4", cursorIn: "header" },
    },
  ])("$claim", ({ path, header, is }) => {
    expect(asked(path, header === undefined ? {} : { "last-event-id": header })).toMatchObject(is);
  });

  test("leaves the other parameters as they were written, so that they are no changed request", () => {
    const part: fc.Arbitrary<string> = fc.constantFrom(
      "topic=a,b",
      "topic=https://a.example/{x}",
      "q=a%20b",
      "q=a+b",
      "live",
      "é=%7E",
      "a=",
    );
    fc.assert(
      fc.property(fc.array(part), fc.nat(), (parts, at) => {
        const cursor = "lastEventId=3";
        const later = parts.toSpliced(at % (parts.length + 1), 0, cursor);
        expect(asked(`?${later.join("&")}`).path).toBe(asked(parts.length === 0 ? "" : `?${parts.join("&")}`).path);
      }),
    );
  });
});
