import { Command } from "commander";
import { expect, test } from "vitest";
import { helpText } from "./help-text.ts";

test.each([
  { claim: "a default that says something is shown", value: "pr", shown: '(default: "pr")' },
  { claim: "an empty list is not", value: [], shown: "" },
  { claim: "an empty object is not", value: {}, shown: "" },
  { claim: "an empty text is not", value: "", shown: "" },
])("$claim", ({ value, shown }) => {
  const command = new Command("run")
    .configureHelp(helpText)
    .option("--set <value>", "a setting", String, value as never);
  expect(/a setting ?(.*)/.exec(command.helpInformation())?.[1]).toBe(shown);
});
