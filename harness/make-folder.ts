import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/** Makes a folder and its parents. (With a path such as /proc/x, node's own `recursive` option never returns.) @throws Error */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(path.resolve(folder)));
  mkdirSync(folder);
}
