import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { help as rotationHelp } from "../../scripts/rotate/rotation-arguments.mjs";
import { root } from "../run/environment.ts";
import { verbs } from "./verbs/verbs.ts";

const optionsOf = (command: Command): string[] => [
  ...command.options.flatMap(({ long }) => long ?? []),
  ...command.commands.flatMap(optionsOf),
];

/** Options of Node and of vitest. */
const ofOthers = ["--max-semi-space-size", "--project"];

test("each option that the documentation names is there", async () => {
  const ours = (await Promise.all(verbs.map(({ load }) => load()))).flatMap(optionsOf);
  const known = new Set([...ours, ...(rotationHelp.match(/--[a-z-]+/g) ?? []), ...ofOthers]);
  const pages = readdirSync(path.join(root, "docs")).filter((name) => name.endsWith(".md"));
  const unknown = pages.flatMap((page) =>
    [...readFileSync(path.join(root, "docs", page), "utf8").matchAll(/`(--[a-z][a-z0-9-]+)/g)]
      .map(([, option = ""]) => option)
      .filter((option) => !known.has(option))
      .map((option) => `${page}: ${option}`),
  );
  expect([...new Set(unknown)]).toEqual([]);
});
