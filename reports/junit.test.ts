import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { escapeXml, renderJUnit } from "./junit.ts";
import { emptyRun, greenRun, hostileRun, redRun } from "./testing/judged.ts";
import { junitSchema } from "./testing/junit-schema.ts";

async function problems(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [{ fileName: "junit.xsd", contents: junitSchema }],
  });
  return errors.map(({ message }) => message);
}

const count = (xml: string, tag: string) => xml.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;

describe("JUnit XML", () => {
  test.each([
    { claim: "a green run", make: greenRun },
    { claim: "a red run", make: redRun },
    { claim: "a run with nothing to show", make: emptyRun },
    { claim: "a run with hostile text", make: hostileRun },
  ])("of $claim fits the schema, with a case for each gate and face", async ({ make }) => {
    const results = await make();
    const xml = renderJUnit(results);
    expect(await problems(xml)).toEqual([]);
    const faces = results.scenarios.flatMap((row) => row.faces);
    const judged = [...faces, ...Object.values(results.gates)].map(({ verdict }) => verdict);
    expect({ cases: count(xml, "testcase"), failures: count(xml, "failure"), errors: count(xml, "error") }).toEqual({
      cases: judged.length,
      failures: judged.filter((verdict) => verdict === "fail").length,
      errors: judged.filter((verdict) => verdict === "inconclusive").length,
    });
  });

  test("each suite counts its own cases", async () => {
    const xml = renderJUnit(await redRun());
    for (const [suite] of xml.matchAll(/<testsuite [\s\S]*?<\/testsuite>/g)) {
      const says = /tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(suite)?.slice(1).map(Number);
      expect(says).toEqual([count(suite, "testcase"), count(suite, "failure"), count(suite, "error")]);
    }
  });

  test("the schema finds a file that does not fit", async () => {
    const xml = renderJUnit(await redRun()).replace("hostname", "host");
    expect(await problems(xml)).not.toEqual([]);
  });

  test("any text can be written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeXml(text)).toMatch(/^(?:[\t\n\u0020-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}])*$/u);
        expect(escapeXml(text)).not.toMatch(/[<>"]/);
      }),
    );
  });
});
