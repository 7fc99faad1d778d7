import { describe, expect, test } from "vitest";
import { urlOf } from "./exchange.ts";
import { type Hop, mostRedirects, redirectOf } from "./redirect.ts";

const get: Hop = {
  base: new URL("http://name:word@host:81/base/?x=1"),
  request: { method: "GET", path: "/runs/7/events?since=3", headers: { "last-event-id": "3" } },
  redirects: 0,
};
const post: Hop = {
  ...get,
  request: { method: "POST", path: "/runs", headers: { "Content-Type": "application/json", a: "b" }, body: "{}" },
};

describe("where a redirect leads", () => {
  test.each([
    { claim: "an absolute path", location: "/b?c=d", url: "http://name:word@host:81/b?c=d" },
    { claim: "a path beside the request's own", location: "next", url: "http://name:word@host:81/base/runs/7/next" },
    { claim: "a query alone", location: "?since=9", url: "http://name:word@host:81/base/runs/7/events?since=9" },
    { claim: "the same host in full", location: "http://host:81/b", url: "http://name:word@host:81/b" },
    { claim: "the same host without its scheme", location: "//host:81/b", url: "http://name:word@host:81/b" },
    { claim: "a path with two slashes", location: "http://host:81//b", url: "http://name:word@host:81//b" },
    { claim: "without the fragment", location: "/b#c", url: "http://name:word@host:81/b" },
  ])("$claim", ({ location, url }) => {
    const redirect = redirectOf(get, 302, location);
    expect(redirect && "to" in redirect && urlOf(redirect.to).href).toBe(url);
    expect(redirect && "to" in redirect && redirect.to.request.headers).toEqual({ "last-event-id": "3" });
  });

  test.each([
    { claim: "another host", location: "http://elsewhere:81/b", says: /http:\/\/elsewhere:81.*host:81 alone/ },
    { claim: "another host without its scheme", location: "//elsewhere/b", says: /http:\/\/elsewhere,/ },
    { claim: "another port", location: "http://host:82/b", says: /http:\/\/host:82/ },
    { claim: "another scheme", location: "https://host:81/b", says: /https:\/\/host:81/ },
    { claim: "no web address", location: "mailto:a@b", says: /mailto:a@b/ },
    { claim: "no URL", location: "http://[", says: /"http:\/\/\[", which is not a URL/ },
  ])("is refused: $claim", ({ location, says }) => {
    expect(redirectOf(get, 302, location)).toEqual({ refused: expect.stringMatching(says) });
  });

  test("one too many is refused", () => {
    expect(redirectOf({ ...get, redirects: mostRedirects - 1 }, 302, "/b")).toMatchObject({
      to: { redirects: mostRedirects },
    });
    expect(redirectOf({ ...get, redirects: mostRedirects }, 302, "/b")).toEqual({
      refused: expect.stringContaining("20 times"),
    });
  });
});

test.each([
  { claim: "behind the base's path", base: "http://host:81/base", path: "/b?c=d", url: "http://host:81/base/b?c=d" },
  { claim: "which begins with two slashes", base: "http://host:81", path: "//b/c", url: "http://host:81//b/c" },
  {
    claim: "which begins with a slash that leans back",
    base: "http://host:81",
    path: "/\\b",
    url: "http://host:81//b",
  },
  { claim: "behind a base that ends with two", base: "http://host:81//", path: "/b", url: "http://host:81//b" },
])("a request's path is one at its own host: $claim", ({ base, path, url }) => {
  expect(urlOf({ base: new URL(base), request: { method: "GET", path, headers: {} } }).href).toBe(url);
});

describe("answers that are not redirects", () => {
  test.each([
    { claim: "a stream", status: 200, location: "/b" },
    { claim: "a 304", status: 304, location: "/b" },
    { claim: "a 300", status: 300, location: "/b" },
    { claim: "a redirect that names no place", status: 302, location: undefined },
  ])("$claim", ({ status, location }) => expect(redirectOf(get, status, location)).toBeNull());
});

describe("what is sent there", () => {
  test.each([
    { claim: "a POST becomes a GET without a body", statuses: [301, 302, 303], hop: post, sent: "GET" },
    { claim: "a POST stays what it is", statuses: [307, 308], hop: post, sent: "POST" },
    { claim: "a GET stays what it is", statuses: [301, 302, 303, 307, 308], hop: get, sent: "GET" },
    {
      claim: "a PUT becomes a GET by a 303 alone",
      statuses: [303],
      hop: { ...post, request: { ...post.request, method: "PUT" } },
      sent: "GET",
    },
    {
      claim: "and stays what it is otherwise",
      statuses: [301, 302, 307, 308],
      hop: { ...post, request: { ...post.request, method: "PUT" } },
      sent: "PUT",
    },
  ])("$claim", ({ statuses, hop, sent }) => {
    for (const status of statuses) {
      const redirect = redirectOf(hop, status, "/b");
      const request = redirect && "to" in redirect ? redirect.to.request : null;
      const kept = sent === hop.request.method;
      expect(request).toEqual({
        ...(kept ? hop.request : { headers: { a: "b" } }),
        method: sent,
        path: "/b",
      });
    }
  });
});
