// @ts-check
// The public surface as text: each exported name with its type, and the types that these mention. Semantic versioning covers it.

import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * One declaration file: its declarations by name, and where its other names come from.
 * @typedef {{ own: Map<string, string>, from: Map<string, { file: string, name: string }>, exported: Map<string, string>, augments: string[] }} DeclarationFile
 */

/**
 * @param {string} dist the folder that the build left
 * @param {Readonly<Record<string, string>>} entries each public name with its declaration file, relative to `dist`
 * @returns {string} the report, as Markdown
 */
export function apiReport(dist, entries) {
  const files = new Map();
  /** @type {Map<string, string>} */
  const told = new Map(); // each declaration once, in the first section that mentions it
  const text = Object.entries(entries).map(([name, file]) =>
    section(name, path.join(dist, file), { files, dist, told }),
  );
  return `${title}\n${text.join("\n")}`;
}

const title = `# The public surface

Made by \`npm run api-report\`; a test compares it with the build. A change here is a change of the version
([CHANGELOG.md](../CHANGELOG.md)): a name or a required field that goes or changes makes a major one, a new one a minor one.
`;

/**
 * @param {string} name
 * @param {string} entry
 * @param {{ files: Map<string, DeclarationFile>, dist: string, told: Map<string, string> }} soFar
 */
function section(name, entry, { files, dist, told }) {
  const { exported, augments } = fileOf(entry, files);
  const before = new Set(told.keys());
  for (const each of exported.keys()) follow(entry, each, files, told);
  const mentioned = [...told]
    .filter(([place]) => !before.has(place))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, text]) => `// ${path.relative(dist, place)}\n${text}`);
  const names = [...exported.keys()].sort().join(", ");
  return [
    `## ${name}\n`,
    `Names: ${names === "" ? "none" : names}.\n`,
    "```ts",
    [...augments, ...mentioned].join("\n\n"),
    "```\n",
  ].join("\n");
}

/**
 * Adds the declaration of a name, and of each name that it mentions.
 * @param {string} file @param {string} name @param {Map<string, DeclarationFile>} files @param {Map<string, string>} told
 */
function follow(file, name, files, told) {
  const { own, from, exported } = fileOf(file, files);
  const local = own.has(name) || from.has(name) ? name : (exported.get(name) ?? name);
  const text = own.get(local);
  if (text === undefined) {
    const there = from.get(local);
    if (there) follow(there.file, there.name, files, told);
    return;
  }
  const place = `${file}#${local}`;
  if (told.has(place)) return;
  told.set(place, text);
  for (const word of new Set(text.match(/[A-Za-z_$][\w$]*/g))) {
    if (word !== local && (own.has(word) || from.has(word))) follow(file, word, files, told);
  }
}

/** @param {string} file @param {Map<string, DeclarationFile>} files @returns {DeclarationFile} */
function fileOf(file, files) {
  const known = files.get(file);
  if (known) return known;
  /** @type {DeclarationFile} */
  const found = { own: new Map(), from: new Map(), exported: new Map(), augments: [] };
  files.set(file, found);
  const text = readFileSync(file, "utf8").replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/\n/gm, "");
  for (const each of text.split(/^(?=(?:export|declare|import|interface|type|function|class|const)\b)/m))
    add(each.trim(), file, found);
  return found;
}

/** @param {string} statement @param {string} file @param {DeclarationFile} found */
function add(statement, file, found) {
  const names = /^(import|export)(?: type)? \{([^}]*)\}(?: from "([^"]+)")?;/.exec(statement);
  if (names) {
    const [, kind, list = "", from] = names;
    for (const part of list.split(",")) {
      const [name = "", alias = name] = part
        .trim()
        .replace(/^type /, "")
        .split(" as ");
      if (name === "") continue;
      if (from?.startsWith(".")) found.from.set(alias, { file: declarationOf(file, from), name });
      if (kind === "export") found.exported.set(alias, alias);
    }
    return;
  }
  if (statement.startsWith('declare module "')) found.augments.push(statement);
  const declared = /^(export )?(?:declare )?(?:abstract )?(?:interface|type|function|class|const) ([\w$]+)/.exec(
    statement,
  );
  if (!declared) return;
  const [, isExported, name = ""] = declared;
  found.own.set(name, statement);
  if (isExported) found.exported.set(name, name);
}

/** @param {string} file @param {string} specifier */
function declarationOf(file, specifier) {
  return path.join(path.dirname(file), specifier.replace(/\.(ts|js)$/, ".d.ts"));
}
