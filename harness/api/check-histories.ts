import { judge } from "../gate/judge.ts";
import type { Results } from "../gate/results.ts";
import { historyFiles, requireExisting } from "../run/history-files.ts";

/**
 * Judges stored histories again, without any load: the same histories give the same results. It prints and writes nothing.
 *
 * @param paths history files, or the folder in which a run left them
 * @throws RefusalError when there is none, or none that can be read
 */
export async function check(paths: string | readonly string[]): Promise<Results> {
  const all = typeof paths === "string" ? [paths] : paths;
  requireExisting(all);
  const { results } = await judge(all.flatMap(historyFiles));
  return results;
}
