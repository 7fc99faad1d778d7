import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { problemOf } from "./check/check-description.ts";
import { descriptionSchema } from "./check/description-schema.ts";

const page = readFileSync(path.join(import.meta.dirname, "../../../docs/describe-a-stream.md"), "utf8");
const fields = [...page.matchAll(/```js field\n([\s\S]*?)```/g)].map((match) => match[1] as string);

/** A whole description in which a field of the docs takes the place of the usual one. */
function described(field: string): unknown {
  const usual = `
    create: { post: "/runs", take: { run: "/id" } },
    open: { get: "/runs/{run}/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id", from: 1 }],`;
  return JSON.parse(JSON.stringify(new Function(`return {${usual}\n${field}}`)()));
}

test("the page shows every field", () => {
  const shown = new Set(fields.flatMap((field) => [...field.matchAll(/^(\w+):/gm)].map((match) => match[1])));
  expect([...shown].sort()).toEqual(Object.keys(descriptionSchema.properties).sort());
});

/** The names in braces that `--with` gives: those whose values the description changes for a row. */
const given = ["kind"];

test.each(fields)("is a description: %s", (field) => expect(problemOf(described(field), given)).toBeNull());
