// @ts-check

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Removes all declaration files that the public ones do not reach (nine of ten), and writes file names that a compiler of any settings
 * resolves.
 *
 * @param {string} dist
 * @param {readonly string[]} entries the public declaration files, relative to `dist`
 */
export function keepPublicTypes(dist, entries) {
  const kept = new Set(entries.map((each) => path.join(dist, each)));
  for (const file of kept) {
    // a set may grow while it is walked
    const text = readFileSync(file, "utf8");
    for (const [, to = ""] of text.matchAll(specifiers)) {
      kept.add(path.join(path.dirname(file), to.replace(/\.(ts|js)$/, ".d.ts")));
    }
    writeFileSync(
      file,
      text.replaceAll(specifiers, (whole, to) => whole.replace(to, to.replace(/\.ts$/, ".js"))),
    );
  }
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const file = path.join(dist, name);
    if (/\.d\.m?ts$/.test(name) && !kept.has(file)) rmSync(file);
  }
}

const specifiers = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;
