import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What "resume-gate" means in a user's file: this copy, whether or not it is installed there. */
const own = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url).href;
let hooked = false;

/**
 * The default export of a user's file: `.json`, or a `.ts`, `.mts`, `.js` or `.mjs` module.
 *
 * @throws Error that says in one line why it could not be loaded
 */
export async function loadModule(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new Error("There is no such file.");
  if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8"));
  const url = pathToFileURL(path.resolve(file)).href;
  hook();
  usersFiles.add(url);
  const module = (await import(url)) as { readonly default?: unknown };
  if (module.default === undefined) throw new Error("It has no default export.");
  return module.default;
}

/** URLs of the user's files. They are modules, whatever the package.json beside them says. */
const usersFiles = new Set<string>();

function hook(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "resume-gate") return { url: own, format: formatOf(own), shortCircuit: true };
      const resolved = next(specifier, context);
      return usersFiles.has(resolved.url) ? { ...resolved, format: formatOf(resolved.url) } : resolved;
    },
  });
}

function formatOf(url: string): string {
  return /\.m?ts$/.test(fileURLToPath(url)) ? "module-typescript" : "module";
}
