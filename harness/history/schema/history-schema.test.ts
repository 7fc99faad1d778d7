import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { faceRecords, goodFace, streamRecords } from "../../gate/testing/history.ts";
import { recordProblem } from "../record-problem.ts";
import { historySchema } from "./history-schema.ts";

const [head, ...records] = goodFace({}, 1) as [Extract<ReturnType<typeof goodFace>[number], { k: "head" }>];

test("history.schema.json is made of the schema that the reader uses (vitest -u writes it again)", async () => {
  await expect(`${JSON.stringify(historySchema, null, 2)}\n`).toMatchFileSnapshot("../history.schema.json");
});

test("every record of a sound history fits, for our reader and for the JSON Schema", () => {
  const fits = new Ajv({ discriminator: true }).compile(historySchema);
  const all = [...faceRecords([...streamRecords(1), ...streamRecords(2, { role: "uncut" })]), ...records];
  expect(all.map((record) => [recordProblem(record), fits(record)])).toEqual(all.map(() => [null, true]));
});

/** The head with other values at a path. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(head) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() as string;
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const conn = { k: "conn", s: 1, c: 1, kind: "resume", due: 1, at: 1, instance: "a", intent: "probe" };
const columns = { k: "ev", s: 1, c: 1, seq: [1, 2], at: [1, 2], idx: [-1, 0], fl: [0, 0] };

describe("the problem of a wrong record names the place and the value", () => {
  test.each([
    { record: null, says: "not a record: null" },
    { record: { k: "constructor" }, says: 'a record of the unknown kind "constructor"' },
    {
      record: changed("schema", "moon.v9"),
      says: 'of the schema "moon.v9", not resume_gate.history.v2 or resume_gate.history.v1',
    },
    { record: changed("schema", undefined), says: 'a "head" record without "schema"' },
    {
      record: changed("face.expect", null),
      says: 'a "head" record whose "face.expect" is null: it must be of the type object',
    },
    { record: changed("face.expect", {}), says: 'a "head" record whose "face.expect" is {}: it must have "outcome"' },
    {
      record: changed("face.limits", {}),
      says: 'a "head" record whose "face.limits" is {}: it must have "resumeSuccessRate"',
    },
    {
      record: changed("face.limits.errorRate", "1"),
      says: 'a "head" record whose "face.limits.errorRate" is "1": it must be of the type number',
    },
    {
      record: changed("face.face", "both"),
      says: 'a "head" record whose "face.face" is "both": it must be "load" or "inject" or "fixed"',
    },
    {
      record: changed("face.expect.symptoms", [{ kind: "gone" }]),
      says: 'a "head" record whose "face.expect.symptoms.0.kind" is "gone": its kind is unknown',
    },
    {
      record: changed("face.expect.symptoms", [{ kind: "refused", status: 410 }]),
      says: 'a "head" record whose "face.expect.symptoms.0" is {"kind":"refused","status":410}: it must have "code"',
    },
    { record: { ...conn, must: "x" }, says: 'a "conn" record whose "must" is "x": it must be of the type array' },
    {
      record: { ...conn, must: [{ status: 401 }] },
      says: 'a "conn" record whose "must.0" is {"status":401}: it must have "code"',
    },
    {
      record: { ...columns, at: [1, null] },
      says: 'an "ev" record whose "at.1" is null: it must be of the type number',
    },
    { record: { ...columns, fl: [0] }, says: 'an "ev" record whose "fl" has 1 values and "seq" 2' },
    {
      record: JSON.parse('{"k":"dropped","due":1e999,"reason":""}'),
      says: 'a "dropped" record whose "due" is null: it must be of the type number',
    },
  ])("$says", ({ record, says }) => {
    expect(recordProblem(record)).toBe(says);
  });

  test("a long value is shortened", () => {
    expect(recordProblem({ ...conn, must: "x".repeat(1_000) })?.length).toBeLessThan(150);
  });
});
