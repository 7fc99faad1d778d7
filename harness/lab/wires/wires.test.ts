import { describe, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { readStream } from "../reading.ts";
import { readPayload } from "../stage/payload.ts";
import { servedStream, stepsOf } from "../stage/stream-script.ts";
import { payloadsIn } from "./payloads-in.ts";
import type { Place, ProtocolWire } from "./wire.ts";
import { wires } from "./wires.ts";

const own = clientRows.filter(({ protocol, many }) => protocol === undefined && !many);
const wireOf = (protocol: string) => wires[protocol] as ProtocolWire;
const rowOf = (protocol: string, name: string) =>
  wireOf(protocol)
    .rows(own)
    .rows.find((row) => row.name === name) as ClientRow;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Where each of some requests belongs, one after another. */
function places(protocol: string, requests: readonly Request[]): Place[] {
  const row = rowOf(protocol, "cut-once");
  const wire = wireOf(protocol).play(row);
  const stream = { ...servedStream(row, 1, 1), sent: 3 };
  return requests.map(({ method, path, headers = {}, body }) =>
    wire.place({ method, url: new URL(path, "http://lab"), headers, body: JSON.stringify(body) ?? "", stream }),
  );
}

describe("the rows of each protocol", () => {
  test.each(Object.keys(wires))("%s: each row is offered or not, with a reason", (protocol) => {
    const { rows, notOffered } = wireOf(protocol).rows(own);
    const names = [...rows, ...notOffered].map((each) => ("row" in each ? each.row : each.name));
    expect(names.toSorted()).toEqual(own.map(({ name }) => name).toSorted());
    for (const { reason } of notOffered) expect(reason).toMatch(/\.$/);
  });

  test.each(Object.keys(wires))(
    "%s: the stream of each row holds its payloads, whatever it is written like",
    (protocol) => {
      for (const row of wireOf(protocol).rows(own).rows) {
        const wire = wireOf(protocol).play(row);
        const stream = servedStream(row, 1, 1);
        const steps = stepsOf(row, { kind: "stream" }, stream, null, wire.writing);
        const text = steps.map((step) => (step.kind === "half" ? "" : step.text)).join("");
        if (protocol !== "mcp") expect(readStream(text).lastId, row.name).toBe("");
        const payloads = readStream(text).blocks.flatMap(({ data }) =>
          data === null ? [] : (wire.payloadIn(data) ?? []),
        );
        expect(
          payloads.map((data) => readPayload(data)),
          row.name,
        ).toEqual(stream.payloads);
      }
    },
  );

  test("what is gone is refused as the protocol says it", () => {
    expect(rowOf("mcp", "410-at-resume").answers[1]).toMatchObject({ status: 404, after: "start-anew" });
    expect(rowOf("durable-streams", "410-at-resume").answers[1]).toMatchObject({ status: 410 });
    expect(rowOf("ai-sdk", "410-at-resume")).toBeUndefined();
  });
});

test("what a protocol leaves open is a row that it has", () => {
  const open = rowOf("openai-responses", "ended-before-blank-line").leftOpen;
  expect(Object.keys(open ?? {})).toEqual(["half-event", "cursor-too-new"]);
  expect(rowOf("mcp", "ended-before-blank-line").leftOpen).toEqual({});
});

describe("requests", () => {
  test("of MCP: a session, a stream for other messages that is not there, a call, and its resume", () => {
    const [session, started, other, call, resume, forgotten] = places("mcp", [
      { method: "POST", path: "/", body: { id: 0, method: "initialize", params: { protocolVersion: "2025-06-18" } } },
      { method: "POST", path: "/", body: { method: "notifications/initialized" } },
      { method: "GET", path: "/" },
      { method: "POST", path: "/", body: { id: 1, method: "tools/call" } },
      { method: "GET", path: "/", headers: { "last-event-id": "3" } },
      { method: "GET", path: "/" },
    ]);
    expect(session).toMatchObject({ status: 200, headers: { "mcp-session-id": "lab-1" } });
    expect(started).toMatchObject({ kind: "aside", status: 202 });
    expect(other).toMatchObject({ kind: "aside", status: 405 });
    expect(call).toMatchObject({ kind: "stream", opens: true, cursor: null });
    expect(resume).toMatchObject({ kind: "stream", resumes: true, cursor: "3" });
    expect(forgotten).toMatchObject({ kind: "stream", resumes: true, cursor: null });
  });

  test("of OpenAI's responses: one in the background, its stream, its state, and one that is not there", () => {
    const [direct, open, resume, state, unknown] = places("openai-responses", [
      { method: "POST", path: "/v1/responses", body: { stream: true } },
      { method: "POST", path: "/v1/responses", body: { background: true, stream: true } },
      { method: "GET", path: "/v1/responses/resp_lab1?stream=true&starting_after=7" },
      { method: "GET", path: "/v1/responses/resp_lab1" },
      { method: "GET", path: "/v1/responses/resp_other?stream=true" },
    ]);
    expect(direct).toMatchObject({ kind: "aside", status: 400 });
    expect(open).toMatchObject({ kind: "stream", opens: true });
    expect(resume).toMatchObject({ resumes: true, cursor: "7", path: "/v1/responses/resp_lab1?stream=true" });
    expect(JSON.parse((state as { body: string }).body)).toMatchObject({ status: "in_progress" });
    expect(unknown).toMatchObject({ kind: "aside", status: 404 });
  });

  test("of a chat: nothing runs before the first message, nor in another chat", () => {
    const [before, open, resume, other] = places("ai-sdk", [
      { method: "GET", path: "/api/chat/a/stream" },
      { method: "POST", path: "/api/chat", body: { id: "a", messages: [] } },
      { method: "GET", path: "/api/chat/a/stream" },
      { method: "GET", path: "/api/chat/b/stream" },
    ]);
    expect(before).toMatchObject({ kind: "aside", status: 204 });
    expect(open).toMatchObject({ kind: "stream", opens: true });
    expect(resume).toMatchObject({ kind: "stream", resumes: true, cursor: null });
    expect(other).toMatchObject({ kind: "aside", status: 204 });
  });

  test("of a durable stream: catching up, and live from the start and from an offset", () => {
    const [caughtUp, live, further, polled] = places("durable-streams", [
      { method: "GET", path: "/?offset=-1" },
      { method: "GET", path: "/?offset=-1&live=sse" },
      { method: "GET", path: "/?cursor=1&live=sse&offset=0000000000000000_0000000000000003" },
      { method: "GET", path: "/?live=long-poll&offset=0000000000000000_0000000000000003" },
    ]);
    const { headers, body } = caughtUp as { headers: Record<string, string>; body: string };
    expect(JSON.parse(body)).toHaveLength(3);
    expect(headers["stream-next-offset"]).toBe("0000000000000000_0000000000000003");
    expect(live).toMatchObject({ kind: "stream", cursor: null, path: "/" });
    expect(further).toMatchObject({ cursor: "0000000000000000_0000000000000003", path: "/" });
    expect(polled).toMatchObject({ kind: "aside", status: 400, notPlayed: "live=long-poll" });
  });
});

describe("the payloads in a delivery", () => {
  const payload = { n: 1, of: "r/1", text: "data: a", chain: "c" };
  const text = JSON.stringify(payload);
  test.each([
    { claim: "the payload's text", data: text, found: [{ data: text }] },
    { claim: "a line feed behind it", data: `${text}\n`, found: [{ data: text }] },
    { claim: "a text in an object", data: JSON.stringify({ delta: text }), found: [{ data: text }] },
    { claim: "the value in a list", data: JSON.stringify([payload]), found: [{ data: text, parsed: true }] },
    { claim: "lines", data: `${text}\n${text}\n`, found: [{ data: text }, { data: text }] },
    { claim: "the beginning of one", data: text.slice(0, 20), found: [{ data: text.slice(0, 20) }] },
    { claim: "an event of the protocol's own", data: '{"type":"start"}', found: [] },
    { claim: "the protocol's mark of the end", data: "[DONE]", found: [] },
    { claim: "nothing", data: "", found: [] },
  ])("$claim", ({ data, found }) => {
    expect(payloadsIn({ data })).toEqual(found);
  });
});
