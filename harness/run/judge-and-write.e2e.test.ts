import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Results } from "../gate/results.ts";
import { writeResults } from "./judge-and-write.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-results-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("results that cannot be written leave no part of a file", async () => {
  const file = path.join(folder, "results.json");
  mkdirSync(file); // a folder is in the way, as a full disk would be
  await expect(writeResults(file, {} as Results)).rejects.toThrow("EISDIR");
  expect(readdirSync(folder)).toEqual(["results.json"]);
});
