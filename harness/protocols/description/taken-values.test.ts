import { expect, test } from "vitest";
import { ReadEvent } from "../../sse/sse-event.ts";
import { EventJson } from "./rules.ts";
import { takeFromEvent, takeFromHeaders, takenOnOpen } from "./taken-values.ts";

const taken = takenOnOpen({
  take: { run: { header: "X-Run" }, node: { header: "x-node" }, id: { event: "/id" }, part: { event: "/part" } },
});
const jsonOf = (data: string) =>
  new EventJson().of(new ReadEvent("message", Buffer.from(data), "", -1, false, data.length, true));

test.each([
  { claim: "of both headers", headers: { "x-run": "r", "x-node": "n" }, values: { run: "r", node: "n" } },
  { claim: "a header that is missing keeps no other one back", headers: { "x-node": "n" }, values: { node: "n" } },
  { claim: "no header", headers: {}, values: {} },
])("values of an answer: $claim", ({ headers, values }) => {
  const own: Record<string, string> = {};
  takeFromHeaders(taken.fromHeaders, headers, own);
  expect(own).toEqual(values);
});

test.each([
  { claim: "a text", data: '{"id":"a"}', before: {}, values: { id: "a" }, put: 1 },
  { claim: "a number", data: '{"part":7}', before: {}, values: { part: "7" }, put: 1 },
  { claim: "the first value of a name stays", data: '{"id":"b"}', before: { id: "a" }, values: { id: "a" }, put: 0 },
  { claim: "an object is not a value", data: '{"id":{}}', before: {}, values: {}, put: 0 },
  { claim: "data that are not JSON", data: "id", before: {}, values: {}, put: 0 },
])("values of an event: $claim", ({ data, before, values, put }) => {
  const own: Record<string, string> = { ...before };
  expect(takeFromEvent(taken.fromEvents, jsonOf(data), own)).toBe(put);
  expect(own).toEqual(values);
});
