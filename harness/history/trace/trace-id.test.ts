import { expect, test } from "vitest";
import { traceparents } from "./trace-id.ts";
import { traceIdOf, traceparentOf } from "./traceparent.ts";

const source = { seed: 7, runs: ["run-a"], face: "baseline.load" };
const of = traceparents(source);

test("a traceparent has the form of version 00, is sampled, and is the same each time", () => {
  expect(of(3, "0")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(of(3, "0")).toBe(traceparents({ ...source })(3, "0"));
});

test("requests of one stream share a trace; their parents differ, and so do streams, faces, runs and seeds", () => {
  const trace = (header: string) => header.split("-")[1];
  expect(trace(of(3, "0"))).toBe(trace(of(3, "1")));
  const all = [
    ...Array.from({ length: 500 }, (_, s) => of(s, "0")),
    traceparents({ ...source, seed: 8 })(0, "0"),
    traceparents({ ...source, runs: ["run-b"] })(0, "0"),
    traceparents({ ...source, face: "baseline.fixed" })(0, "0"),
  ];
  expect(new Set(all.map(trace)).size).toBe(all.length);
  expect(new Set([of(3, "0"), of(3, "1"), of(3, "0.0")]).size).toBe(3);
});

test("a merged history gives a stream the trace that its shard sent", () => {
  const merged = traceparents({ ...source, runs: ["run-a", "run-b"] });
  expect(merged(3 * 2, "0")).toBe(of(3, "0"));
  expect(merged(3 * 2 + 1, "0")).toBe(traceparents({ ...source, runs: ["run-b"] })(3, "0"));
});

test("no id is all zeros", () => {
  const zeros = () => "0".repeat(64);
  const id = traceIdOf(source, 0, zeros);
  expect(traceparentOf(id, "0", zeros)).toBe(`00-${"0".repeat(31)}1-${"0".repeat(15)}1-01`);
});
