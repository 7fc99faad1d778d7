import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Bundles the script for k6: one file, without language features that hang in k6 (`for await`, async generators, `using`).
 *
 * @returns the bundle's text
 */
export async function bundleScript(): Promise<string> {
  const made = path.join(import.meta.dirname, "script.bundle.js"); // the npm package contains it
  if (existsSync(made)) return readFileSync(made, "utf8");
  const { build } = await import("esbuild"); // loaded here, because only this engine needs it
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, "script/script.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2017",
    platform: "neutral",
    external: ["k6", "k6/*"],
    logLevel: "silent",
    charset: "utf8",
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error("esbuild gave no bundle.");
  return text;
}
