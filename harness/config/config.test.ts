import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusalError } from "../errors.ts";
import { env } from "./config.ts";
import { findConfig } from "./find-config.ts";
import { readConfig } from "./read-config.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-config-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const whole = path.join(folder, name);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
};

async function refusal(action: () => Promise<unknown>) {
  try {
    await action();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
  throw new Error("It was not refused.");
}

describe("the configuration is found from a folder upwards", () => {
  test("the nearest one", () => {
    const outer = file("a/resume-gate.config.json", "{}");
    const inner = file("a/b/resume-gate.config.ts", "export default {}");
    mkdirSync(path.join(folder, "a/b/c"), { recursive: true });
    expect(findConfig(path.join(folder, "a/b/c"))).toBe(inner);
    expect(findConfig(path.join(folder, "a"))).toBe(outer);
  });

  test("two in one folder are refused", async () => {
    file("two/resume-gate.config.json", "{}");
    file("two/resume-gate.config.mjs", "export default {}");
    const { message, exitCode } = await refusal(async () => findConfig(path.join(folder, "two")));
    expect(message).toMatch(/resume-gate\.config\.json and resume-gate\.config\.mjs/);
    expect(exitCode).toBe(2);
  });
});

describe("a wrong configuration names the file, the field, its value and the nearest name", () => {
  test.each([
    { claim: "an unknown field", text: '{"tarqet":"http://x"}', message: /no field "tarqet"/, hint: /"target"/ },
    {
      claim: "a wrong type",
      text: '{"streams":"many"}',
      message: /streams is "many": it must be integer/,
      hint: /streams: 300/,
    },
    {
      claim: "an unknown profile",
      text: '{"profile":"daily"}',
      message: /profile is "daily": it must be one of "pr"/,
      hint: /profile/,
    },
    {
      claim: "a target that is not a URL",
      text: '{"target":"localhost:80"}',
      message: /target is "localhost:80"/,
      hint: /http:/,
    },
    { claim: "no JSON", text: "{", message: /cannot be loaded/, hint: /defineConfig/ },
    { claim: "no object", text: "3", message: /The configuration is 3/, hint: /./ },
  ])("$claim", async ({ claim, text, message, hint }) => {
    const name = file(`${claim.replaceAll(" ", "-")}.json`, text);
    const told = await refusal(() => readConfig(name));
    expect(told.message).toContain(name);
    expect(told.message).toMatch(message);
    expect(told.hint).toMatch(hint);
    expect(told.exitCode).toBe(2);
  });
});

test("env names a variable and holds no value", () => {
  process.env.RESUME_GATE_TEST_SECRET = "s3cret-value";
  expect(env("RESUME_GATE_TEST_SECRET")).not.toContain("s3cret");
  expect(() => env("not a name")).toThrow(/environment variable/);
});
