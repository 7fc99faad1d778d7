import { describe, expect, test } from "vitest";
import { clientRows } from "../../rows/client/rows.ts";
import type { StreamDescription } from "../protocols/description/description.ts";
import { describedRows } from "./described.ts";
import { describedCursor, placeOf } from "./described-requests.ts";
import { servedStream, stepsOf } from "./stage/stream-script.ts";
import { eventText } from "./wire.ts";
import { describedWire } from "./wires/described-wire.ts";

const since: StreamDescription = {
  create: { post: "/runs", json: {}, take: { run: "/data/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: { data: "/seq/n" }, send: { query: "since" } },
  end: [{ event: "done" }],
  gone: [{ status: [404, 409] }],
  proof: [{ number: "/seq/n" }],
};
const byId = (end: StreamDescription["end"]): StreamDescription => ({
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  ...(end ? { end } : {}),
  proof: ["prefix"],
});

const rowsOf = (description: StreamDescription) =>
  describedRows(
    clientRows.filter(({ protocol, many }) => protocol === undefined && !many),
    description,
  );

function lastText(description: StreamDescription): string {
  const row = rowsOf(description).rows.find(({ name }) => name === "cut-once");
  if (!row) throw new Error("no row");
  const payload = servedStream(row, 1, 1).payloads.at(-1);
  return payload ? eventText(payload, row.form) : "";
}

describe("the rows of a described protocol", () => {
  test("rows about ids are not offered where the cursor is no id", () => {
    const { rows, notOffered } = rowsOf(since);
    expect(notOffered.map(({ row }) => row)).toContain("cursor-utf8");
    expect(rows.map(({ name }) => name)).toContain("cut-again");
    expect(rowsOf(byId([])).notOffered).toEqual([]);
  });

  test.each([
    { claim: "its end", more: { end: [{ pointer: "/closed" }] } },
    { claim: "its proof", more: { proof: [{ number: "/n" }] } },
  ])("an event without data is not offered where a pointer of $claim says that data are JSON", ({ more }) => {
    expect(rowsOf({ ...byId([]), ...more }).notOffered.map(({ row }) => row)).toEqual(["form-empty-data"]);
  });

  test("the cursor stands where the description says", () => {
    const payload = JSON.parse(/^data: (.*)$/m.exec(lastText(since))?.[1] ?? "") as { seq: { n: number } };
    expect(payload.seq.n).toBe(6);
    expect(lastText(since)).not.toContain("id: 6");
  });

  test.each([
    { claim: "a type", end: [{ event: "done" }], has: "event: done\n" },
    { claim: "an event behind the last", end: [{ data: "[DONE]" }], has: "\n\ndata: [DONE]\n\n" },
    { claim: "a value in the last event", end: [{ pointer: "/closed", equals: true }], has: '"closed":true' },
  ] as const)("the end is $claim", ({ end, has }) => {
    expect(lastText(byId([...end]))).toContain(has);
  });

  test("what is gone is refused as the protocol says it", () => {
    const row = rowsOf(since).rows.find(({ name }) => name === "410-at-resume");
    expect(row?.answers[1]).toMatchObject({ status: 404, after: "start-anew" });
  });

  test.each([{ end: [{ data: "[DONE]" }] }, { end: [{ event: "done" }] }, { end: [] }])(
    "each event of each row is owed to the application, but for the mark of $end",
    ({ end }) => {
      const wire = describedWire(byId(end));
      for (const row of rowsOf(byId(end)).rows) {
        const { payloadIn, writing } = wire.play(row);
        const steps = stepsOf(row, { kind: "stream" }, servedStream(row, 1, 1), null, writing);
        const blocks = steps.flatMap((step) => (step.kind === "event" ? step.blocks : []));
        const data = blocks.flatMap((block) => (block.data === null ? [] : [block.data]));
        expect(
          data.filter((each) => payloadIn(each) === null),
          row.name,
        ).toEqual(end.flatMap((mark) => ("data" in mark ? [mark.data] : [])));
      }
    },
  );

  test("a protocol without a cursor is refused", () => {
    expect(() => rowsOf({ ...since, cursor: { from: "none" } })).toThrow("without a cursor");
  });
});

describe("a request of a described protocol", () => {
  test.each([
    { method: "POST", path: "/runs", is: { kind: "create", headers: {}, body: '{"data":{"id":"r"}}' } },
    { method: "GET", path: "/runs/r/events", is: { kind: "stream", resumes: false } },
    { method: "GET", path: "/runs/r/s/events", is: { kind: "none" } },
    { method: "POST", path: "/runs/r/events", is: { kind: "none" } },
  ])("$method $path", ({ method, path, is }) => {
    expect(placeOf(since, method, path, "r")).toEqual(is);
  });

  test("carries its cursor in the query, a header or the body", () => {
    const url = new URL("http://lab/x?since=3&a=b");
    expect(describedCursor(since, { headers: {}, url, body: "" })).toEqual({ cursor: "3", where: "since" });
    expect(url.search).toBe("?a=b");
    const inHeader = describedCursor(byId([]), { headers: { "last-event-id": "4" }, url, body: "" });
    expect(inHeader.cursor).toBe("4");
    const inBody: StreamDescription = { ...since, cursor: { from: "id", send: { body: "/after" } } };
    expect(describedCursor(inBody, { headers: {}, url, body: '{"after":7}' }).cursor).toBe("7");
  });

  test.each([
    { claim: "what the description says", cursor: { ...since.cursor, first: "-1" }, sent: "-1", is: null },
    { claim: "no events, where they are counted", cursor: { ...since.cursor, from: "count" }, sent: "0", is: null },
    { claim: "else nothing", cursor: since.cursor, sent: "0", is: "0" },
  ] as const)("has none yet when it sends $claim", ({ cursor, sent, is }) => {
    const url = new URL(`http://lab/x?since=${sent}`);
    expect(describedCursor({ ...since, cursor }, { headers: {}, url, body: "" }).cursor).toBe(is);
  });
});
