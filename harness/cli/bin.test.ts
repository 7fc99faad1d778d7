import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** The names that node 18 has, of the modules that the launcher takes by name. */
const onNode18: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["spawn"],
  "node:fs": ["existsSync"],
  "node:url": ["fileURLToPath"],
};

const text = readFileSync(path.join(import.meta.dirname, "bin.mjs"), "utf8");

describe("the launcher, before it knows which node runs it", () => {
  test("takes by name only what node 18 has: one name too many, and it would end with a stack trace", () => {
    const named = [...text.matchAll(/^import \{(.*)\} from "(.*)";/gm)].flatMap(([, names = "", module = ""]) =>
      names.split(",").map((name) => ({ module, name: name.trim() })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ module, name }) => !onNode18[module]?.includes(name))).toEqual([]);
  });

  test("imports nothing of ours and no package before it has looked at the version", () => {
    const modules = [...text.matchAll(/^import .* from "(.*)";/gm)].map((match) => match[1]);
    expect(modules.filter((module) => !module?.startsWith("node:"))).toEqual([]);
  });
});
