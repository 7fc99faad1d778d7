import { describe, expect, test } from "vitest";
import { aiSdk } from "./ai-sdk/ai-sdk.ts";
import { problemOf } from "./description/check/check-description.ts";
import { describedProtocol } from "./description/described-protocol.ts";
import type { StreamDescription } from "./description/description.ts";
import { durableStreams } from "./durable-streams/durable-streams.ts";
import { eventSource } from "./event-source/event-source.ts";
import { langgraph } from "./langgraph/langgraph.ts";
import { mcp } from "./mcp/mcp.ts";
import { mercure } from "./mercure/mercure.ts";
import { nchan } from "./nchan/nchan.ts";
import { openaiResponses } from "./openai-responses/openai-responses.ts";
import { ParameterProblem } from "./parameters.ts";
import { protocols } from "./protocols.ts";
import { tanstackAi } from "./tanstack-ai/tanstack-ai.ts";
import { upstashRealtime } from "./upstash-realtime/upstash-realtime.ts";

const described: Readonly<Record<string, StreamDescription>> = {
  "event-source": eventSource({}, "/events"),
  mcp: mcp({ tool: "count" }, "/mcp"),
  "openai-responses": openaiResponses({}),
  "ai-sdk": aiSdk({}),
  "ai-sdk with a count": aiSdk({ start: "startIndex" }),
  "durable-streams": durableStreams({}, "/"),
  langgraph: langgraph({}),
  "tanstack-ai": tanstackAi({}, "/"),
  "upstash-realtime": upstashRealtime({}, "/"),
  nchan: nchan({}),
  mercure: mercure({}),
};

test.each(Object.entries(described))("the description of %s is one that a user could have written", (_name, value) => {
  expect(problemOf(value)).toBeNull();
});

test("each protocol that is known by its name is among them, and `draft-graph`", () => {
  const names = protocols.map(({ name }) => name).filter((name) => name !== "draft-graph");
  expect(names.filter((name) => described[name] === undefined)).toEqual([]);
});

describe("mcp", () => {
  test("a tool has to be named, and its arguments are JSON", () => {
    expect(() => mcp({}, "/mcp")).toThrow(ParameterProblem);
    expect(() => mcp({ tool: "count", arguments: "{" }, "/mcp")).toThrow("arguments is not JSON");
  });

  test("its server may close a stream at any time after an id, and its judge knows", () => {
    expect(describedProtocol("mcp", mcp({ tool: "count" }, "/mcp")).terms.closes).toBe("anytime");
    expect(describedProtocol("nchan", nchan({})).terms).not.toHaveProperty("closes");
  });

  test("a revision that has no resumption is said to have none", () => {
    expect(() => mcp({ tool: "count", revision: "2026-07-28" }, "/mcp")).toThrow(/2026-07-28 of MCP has no resumption/);
  });
});

test("a witness of a TanStack AI chat asks for all of it: a GET without a cursor is answered 400", () => {
  const reader = describedProtocol("tanstack-ai", tanstackAi({}, "/"), {}, "word").createReader();
  expect(reader.route?.witness?.open()).toMatchObject({
    path: "/api/chat",
    headers: { "x-run-id": "word-0", "last-event-id": "-1" },
  });
});

test("several pointers stand with a comma between", () => {
  expect(mcp({ tool: "count", number: "/params/n,/result/n" }, "/mcp").proof).toEqual([
    { number: ["/params/n", "/result/n"], from: 1 },
    { marker: ["/params/progressToken", "/id"] },
  ]);
});
