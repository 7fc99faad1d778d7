import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { reports } from "../../../reports/reports.ts";
import type { OutFolder } from "../../run/out-folder.ts";
import type { RunRequest } from "../../run/request.ts";
import { type Watched, watchRun } from "../../watch/watch.ts";
import { untilSignal } from "./until-signal.ts";

/** How long the page stays after the run if somebody sits at the terminal, in milliseconds. */
const stayMs = 30 * 60_000;
/** How long open pages have to read the end otherwise, in milliseconds. */
const readOutMs = 2_000;

interface PageOptions {
  readonly out: OutFolder;
  readonly traceUrl?: string;
  readonly onWarning: (text: string) => void;
}

export interface LivePage extends Watched {
  /** Keeps the page open after the run. */
  stay(how: { readonly wasStopped: boolean }): Promise<void>;
}

/** Serves the live page of a run, and prints where. */
export async function openPage(request: RunRequest, { out, traceUrl, onWarning }: PageOptions): Promise<LivePage> {
  const { target, profile, seed } = request;
  const report = reports.find(({ name }) => name === "html")?.file ?? "";
  const page = await watchRun({
    run: {
      target: target ? `${target.protocol}//${target.host}${target.pathname}` : "reference-server",
      profile,
      seed,
      startedAt: Date.now(),
    },
    out,
    reportFile: path.join(path.dirname(out.resultsFile), report),
    traceUrl,
    onTrouble: onWarning,
  });
  process.stderr.write(`Live page: ${page.url}\n`);
  return { ...page, stay: ({ wasStopped }) => stay(page, wasStopped) };
}

async function stay(page: Watched, wasStopped: boolean): Promise<void> {
  if (wasStopped || !isAttended()) return page.readOut(readOutMs);
  const { signal, release } = untilSignal("the page is closed.");
  try {
    process.stderr.write(`The page stays at ${page.url} until Ctrl-C, for ${stayMs / 60_000} minutes at most.\n`);
    await Promise.race([sleep(stayMs, undefined, { signal }), once(signal, "abort")]).catch(() => {});
  } finally {
    release();
  }
}

/** Whether somebody sits at a terminal. */
function isAttended(): boolean {
  return process.stderr.isTTY === true && process.stdin.isTTY === true && !process.env.CI;
}
