import { afterEach, expect, test } from "vitest";
import { RefusalError } from "../errors.ts";
import { startK6 } from "./k6-process.ts";

const before = process.env.RESUME_GATE_K6;
afterEach(() => {
  if (before === undefined) delete process.env.RESUME_GATE_K6;
  else process.env.RESUME_GATE_K6 = before;
});

test("a log that cannot be written does not end the process: what k6 did is in its own file", async () => {
  process.env.RESUME_GATE_K6 = "/bin/false"; // a program that ends at once
  const command = { script: "s.js", job: "j.json", consoleFile: "c.ndjson", logFile: "/nowhere/at/all/k6.log" };
  const started = startK6({ ...command, signal: new AbortController().signal });
  await expect(started).rejects.toThrow(RefusalError);
});
