import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { againCommand } from "./explore-options.ts";

test("the command that runs a failing plan again survives a shell: an address with &, a value and a folder with spaces", () => {
  const command = againCommand("my plans/plan-1-2.json", {
    budget: 1,
    times: 3,
    set: { SSE_HEARTBEAT_SEC: "1" },
    out: "my plans",
    redis: "auto",
    target: new URL("http://127.0.0.1:8080/events?a=1&b=2"),
    protocol: "stream.json",
    with: { input: '{"say":"a b"}' },
  });
  const echoed = execFileSync("sh", ["-c", command.replace("npx --no-install resume-gate explore", "printf '%s\\n'")]);
  expect(echoed.toString().trim().split("\n")).toEqual([
    ...["--plan", "my plans/plan-1-2.json", "--set", "SSE_HEARTBEAT_SEC=1"],
    ...["--target", "http://127.0.0.1:8080/events?a=1&b=2", "--protocol", "stream.json"],
    ...["--with", 'input={"say":"a b"}'],
  ]);
});
