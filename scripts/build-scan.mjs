import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { scriptArguments } from "./arguments/script-arguments.mjs";

const usage = `usage: node scripts/build-scan.mjs [--check]

Compiles harness/sse/scan/assembly (AssemblyScript), with draft-graph's own function, to the bytes in scan-wasm.ts beside it. The compiler
is large and rarely needed, so npx fetches it when it is: it is not a dependency.

  --check   writes nothing: says whether the bytes are those that the source compiles to

Exit codes: 0 written, or the same; 1 not the same, or it could not be compiled; 2 wrong usage.
`;
const { values } = await scriptArguments(usage, { check: { type: "boolean" } });
const compiler = "assemblyscript@0.28.20";
const folder = path.join(import.meta.dirname, "..", "harness", "sse", "scan");
const sources = path.join(folder, "assembly");
/** What a protocol adds over the same memory. */
const own = path.join(import.meta.dirname, "..", "harness", "protocols", "draft-graph", "assembly");
const source = path.join(own, "kernel.ts");
const target = path.join(folder, "scan-wasm.ts");
const work = mkdtempSync(path.join(tmpdir(), "resume-gate-scan-"));
try {
  const wasm = path.join(work, "scan.wasm");
  const options = [
    "-O3",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--noAssert",
    "--disableWarning",
    "112",
    "--initialMemory",
    "35",
    "--memoryBase",
    "64",
  ];
  const { status, error } = spawnSync(
    "npx",
    ["--yes", `--package=${compiler}`, "asc", source, ...options, "-o", wasm],
    {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: 180_000,
    },
  );
  if (status !== 0) throw new Error(error?.message ?? `the compiler ended with ${status}`);
  const bytes =
    readFileSync(wasm)
      .toString("base64")
      .match(/.{1,100}/g) ?? [];
  const text = `/** Made by scripts/build-scan.mjs with ${compiler}: change assembly/scan.ts, not this. */
export const scanWasm = Buffer.from(
  \`
${bytes.join("\n")}
\`,
  "base64",
);

/** The SHA-256 of the files that it was made from, one behind the other in the order of their names. */
export const scanSource = "${hashOf([sources, own])}";
`;
  if (!values.check) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error(
      `${path.relative(process.cwd(), target)} is not what its source compiles to. Run: node scripts/build-scan.mjs`,
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`${path.relative(process.cwd(), source)} could not be compiled: ${error.message}.`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function hashOf(directories) {
  const hash = createHash("sha256");
  for (const directory of directories) {
    for (const file of readdirSync(directory).sort()) hash.update(readFileSync(path.join(directory, file)));
  }
  return hash.digest("hex");
}
