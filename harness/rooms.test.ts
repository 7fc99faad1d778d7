import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { draftGraphTerms } from "./protocols/draft-graph/terms.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Which room may import which (docs/architecture.md, Rooms). A room may always import itself, and the shared files. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  scenarios: ["harness/plan"],
  rows: ["harness/plan/scenario.ts"],
  "harness/plan": ["harness/history", "rows/row.ts"],
  "harness/sse": [],
  "harness/protocols": ["harness/sse", "harness/history/terms.ts", "harness/history/proof-records.ts"],
  "harness/history": ["harness/protocols/draft-graph/terms.ts"], // the terms of histories of the first version
  "harness/config": ["harness/protocols"],
  "harness/engine": ["harness/plan", "harness/protocols", "harness/sse", "harness/history"],
  "harness/api": [
    "reports",
    "harness/config",
    "harness/gate",
    "harness/history",
    "harness/lab",
    "harness/plan",
    "harness/protocols",
    "harness/replay",
    "harness/run",
  ],
  "harness/k6": ["harness/engine", "harness/plan", "harness/protocols", "harness/sse", "harness/history"],
  "harness/redis": [],
  "harness/faults": [
    "harness/redis",
    "harness/plan",
    "harness/history/fault-seen.ts",
    "harness/protocols/draft-graph/signed-token.ts",
  ],
  "harness/stage": [
    "harness/engine",
    "harness/faults",
    "harness/redis",
    "harness/history",
    "harness/plan",
    "harness/protocols",
  ],
  "harness/check": ["harness/history"],
  "harness/measure": ["harness/history"],
  "harness/gate": ["harness/check", "harness/measure", "harness/history"],
  "harness/selftest": [
    "harness/run/side-by-side/in-parallel.ts",
    "harness/run/run-and-read.ts",
    "harness/engine",
    "harness/protocols",
    "harness/history",
    "harness/plan",
    "harness/check",
    "harness/measure",
    "harness/gate",
    "harness/sse",
    "harness/stage",
    "harness/redis",
  ],
  "harness/explore": [
    "rows/row.ts",
    "harness/run/side-by-side/in-parallel.ts",
    "harness/run/run-and-read.ts",
    "harness/engine",
    "harness/protocols",
    "harness/history",
    "harness/plan",
    "harness/check",
    "harness/measure",
    "harness/gate",
    "harness/sse",
    "harness/stage",
    "harness/redis",
  ],
  "harness/diagnose": ["harness/gate/results.ts"],
  "harness/init": ["harness/engine", "harness/protocols", "harness/sse"],
  "harness/replay": ["harness/history", "harness/check", "harness/gate/results.ts"],
  "harness/lab": [
    "rows/client",
    "harness/engine/retry-after.ts",
    "harness/faults",
    "harness/plan",
    "harness/redis",
    "harness/stage",
    "harness/protocols/description",
    "harness/protocols/draft-graph/signed-token.ts",
    "harness/run/side-by-side/in-parallel.ts",
  ],
  "harness/run": [
    "rows",
    "scenarios",
    "reports",
    "harness/check",
    "harness/config",
    "harness/measure",
    "harness/engine",
    "harness/gate",
    "harness/history",
    "harness/k6",
    "harness/plan",
    "harness/protocols",
    "harness/sse",
    "harness/redis",
    "harness/stage",
    "reference-server/settings.ts",
  ],
  "harness/watch": [
    "reports",
    "harness/check",
    "harness/gate",
    "harness/history",
    "harness/measure",
    "harness/replay",
    "harness/run/out-folder.ts",
    "harness/run/progress.ts",
  ],
  "harness/cli": [
    "harness/api",
    "harness/watch",
    "rows",
    "harness/run",
    "harness/config",
    "scenarios",
    "reports",
    "harness/check",
    "harness/measure",
    "harness/diagnose",
    "harness/engine",
    "harness/explore",
    "harness/gate",
    "harness/history",
    "harness/init",
    "harness/k6",
    "harness/lab",
    "harness/plan",
    "harness/protocols",
    "harness/redis",
    "harness/replay",
    "harness/selftest",
    "harness/stage",
    "reference-server/settings.ts",
  ],
  reports: [
    "harness/gate/results.ts",
    "harness/lab/results.ts",
    "harness/replay/timeline-item.ts",
    "harness/extremes.ts",
    "harness/figures.ts",
    "harness/lock-file.mjs",
  ],
  "reference-server": [],
  scripts: ["harness", "reports", "scenarios"],
  bench: ["harness", "reference-server", "reports", "scenarios", "scripts/arguments"],
};
const shared = [
  "harness/child.ts",
  "harness/errors.ts",
  "harness/extremes.ts",
  "harness/figures.ts",
  "harness/free-port.ts",
  "harness/line-reader.ts",
  "harness/lock-file.mjs",
  "harness/peers.ts",
  "harness/process-group.ts",
  "harness/prometheus-text.ts",
  "harness/secrets.ts",
  "harness/thrown.ts",
  "harness/wait.ts",
  "harness/watchdog.ts",
];

/** Every import of a file of ours, as [importer, imported], relative to the root. Tests may import what they need. */
function imports(room: string): [string, string][] {
  return readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$|testing/.test(name) && !name.includes("node_modules"))
    .flatMap((name) => {
      const file = path.join(room, name);
      const text = readFileSync(path.join(root, file), "utf8");
      return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match): [string, string] => [
        file,
        path.join(path.dirname(file), match[1] as string),
      ]);
    });
}

test.each(Object.entries(mayImport))("%s imports only what it may", (room, allowed) => {
  const fine = [room, ...allowed, ...(room.startsWith("harness") ? shared : [])];
  const wrong = imports(room).filter(([, to]) => !fine.some((each) => to === each || to.startsWith(`${each}/`)));
  expect(wrong).toEqual([]);
});

test("every room of the harness has a rule", () => {
  const rooms = readdirSync(path.join(root, "harness"), { withFileTypes: true });
  const names = rooms.filter((entry) => entry.isDirectory()).map((entry) => `harness/${entry.name}`);
  expect(names.filter((name) => !(name in mayImport))).toEqual([]);
});

test("the judge does not know any protocol's name, nor a status or a code of a single protocol", () => {
  const { name, refusals, trimmedCode } = draftGraphTerms;
  const statuses = [...(refusals?.start ?? []), ...(refusals?.resume ?? [])].filter((status) => status !== 500); // 500 ms
  const known = [name, trimmedCode, refusals?.expired.code, ...new Set(statuses)];
  const names = readdirSync(path.join(root, "harness/check"), { recursive: true, encoding: "utf8" });
  const found = names
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|testing/.test(file))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, "harness/check", file), "utf8");
      return known.filter((word) => text.includes(String(word))).map((word) => `${file}: ${word}`);
    });
  expect(found).toEqual([]);
});
