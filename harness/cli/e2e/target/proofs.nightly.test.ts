import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaceResult } from "../../../gate/results.ts";
import type { StreamDescription } from "../../../protocols/description/description.ts";
import { runBaseline } from "../../testing/run-baseline.ts";
import { startWordServer, type WordServer } from "../../testing/server-without-numbers.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-proofs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opaque: StreamDescription = {
  create: { post: "/runs", json: {}, take: { run: "/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: ["witness"],
};
const again: StreamDescription = { ...opaque, proof: [{ witness: "again" }] };
const replay: StreamDescription = { ...opaque, cursor: { from: "none" }, proof: ["prefix"] };
const document: StreamDescription = { ...opaque, proof: [{ document: "/text", part: "/word" }] };
const published: StreamDescription = {
  open: { get: "/sub/{marker}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  proof: [{ publisher: { post: "/pub/{marker}", text: "{payload}" } }],
};

async function run(name: string, how: WordServer, description: unknown) {
  const server = await startWordServer(how);
  try {
    return await runBaseline(server.url, description, path.join(folder, name.replaceAll(/\W+/g, "-")));
  } finally {
    server.close();
  }
}

const kindsOf = ({ findings }: FaceResult) => [...new Set(findings.map(({ kind }) => kind))].sort();

describe("events without numbers, on a correct server", () => {
  test.each([
    { claim: "a witness alongside", how: {}, description: opaque },
    { claim: "a witness that reads again at the end", how: {}, description: again },
    { claim: "a replay from the start", how: { ids: "none" }, description: replay },
    { claim: "a document of its parts", how: {}, description: document },
    { claim: "events of our own through a broker", how: {}, description: published },
  ] as { claim: string; how: WordServer; description: StreamDescription }[])(
    "pass: $claim",
    async ({ claim, how, description }) => {
      const { code, face } = await run(claim, how, description);
      expect(face.reasons).toEqual([]);
      expect(code).toBe(0);
      const [proof] = face.protocol?.proofs ?? [];
      expect(proof).toMatchObject({ unproved: 0, why: null });
      expect(proof?.judged).toBeGreaterThan(100);
    },
  );
});

describe.concurrent("events without numbers, on a server with a fault", () => {
  test.each([
    { claim: "a ring buffer that is too small, by a witness", how: { keep: 3 }, description: opaque, kinds: ["lost"] },
    {
      claim: "a resume that leaves an event out, by a witness at the end",
      how: { skips: true },
      description: again,
      kinds: ["lost"],
    },
    {
      claim: "a replay that leaves an event out",
      how: { skips: true, ids: "none" },
      description: replay,
      kinds: ["lost"],
    },
    {
      claim: "a ring buffer that is too small, by the document",
      how: { keep: 3 },
      description: document,
      kinds: ["lost"],
    },
    {
      claim: "a document that is not its parts",
      how: { wrongDocument: true },
      description: document,
      kinds: ["duplicated"],
    },
    {
      claim: "an event of another run, by that run's witness",
      how: { mixes: true },
      description: opaque,
      kinds: ["foreign"],
    },
    { claim: "a broker that forgets", how: { forgets: true }, description: published, kinds: ["lost"] },
  ] as { claim: string; how: WordServer; description: StreamDescription; kinds: string[] }[])(
    "fail: $claim",
    async ({ claim, how, description, kinds }) => {
      const { code, face } = await run(claim, how, description);
      expect(code).toBe(1);
      expect(kindsOf(face)).toEqual(expect.arrayContaining(kinds));
      const besides = description === replay ? ["unfinished", "reordered"] : ["unfinished"]; // the same words come again and again
      expect(kindsOf(face).filter((kind) => !besides.includes(kind))).toEqual(kinds);
    },
  );

  test("without a proof a run is inconclusive and says what to add", async () => {
    const { code, face } = await run("nothing", {}, { ...opaque, proof: [] });
    expect(code).toBe(3);
    expect(face.reasons.join(" ")).toMatch(/add a proof to the description \(number, witness, prefix or document\)/);
    expect(face.protocol?.cannot_see).toContain("anything");
  });

  test("a stream whose witness was cut is counted and not judged", async () => {
    const { code, face } = await run("again-gone", { keep: 12 }, again);
    expect(code).toBe(3);
    expect(face.findings).toEqual([]);
    expect(face.protocol?.proofs?.[0]).toMatchObject({ judged: 0, why: expect.stringContaining("no longer have") });
    expect(face.reasons.join(" ")).toContain("could not be proved");
  });
});
