import { readFile } from "node:fs/promises";
import path from "node:path";
import { livePage } from "../../reports/html/live/live-page.ts";
import { traceDetails } from "../../reports/html/trace/trace-details.ts";
import type { Results } from "../gate/results.ts";
import type { HistoryRecord } from "../history/records.ts";
import { readTrace } from "../replay/read-traces.ts";
import type { OutFolder } from "../run/out-folder.ts";
import type { FaceProgress } from "../run/progress.ts";
import { EventLog } from "./event-log.ts";
import { Feed } from "./feed.ts";
import type { LiveRun } from "./live-state.ts";
import { startWatchServer, type WatchServer } from "./server.ts";

export interface WatchOptions {
  readonly run: LiveRun;
  readonly out: OutFolder;
  readonly reportFile: string;
  /** The address of a trace in the user's tracing system, with `{trace}` for its id. */
  readonly traceUrl?: string | undefined;
  readonly onTrouble: (what: string) => void;
}

/** The live page of one run. */
export interface Watched {
  readonly url: string;
  begin(progress: readonly FaceProgress[]): void;
  record(face: string, record: HistoryRecord): void;
  /** The run is over: pages get the verdict. */
  end(results: Results, resultsFile: string): void;
  readOut: WatchServer["readOut"];
  close(): Promise<void>;
}

export async function watchRun({ run, out, reportFile, traceUrl, onTrouble }: WatchOptions): Promise<Watched> {
  const log = new EventLog();
  const feed = new Feed(log, run, onTrouble);
  let turn: Promise<unknown> = Promise.resolve();
  /** One history is read at a time, so that many clicks do not slow the load down. */
  const trace = (face: string, stream: number): Promise<string | null> => {
    const isKnown = feed.state.faces.some(({ id }) => id === face) && Number.isSafeInteger(stream);
    if (!isKnown) return Promise.resolve(null);
    const next = turn.then(() => readTrace(out.historyFile(face), stream));
    turn = next.catch(() => null);
    return next.then(
      (found) => found && traceDetails(found, traceUrl).text,
      () => null,
    );
  };
  const report = () => readFile(path.resolve(reportFile), "utf8").catch(() => null);
  const server = await startWatchServer({ log, state: () => feed.state, live: livePage(), trace, report });
  return {
    url: server.url,
    begin: (progress) => feed.begin(progress),
    record: (face, record) => feed.record(face, record),
    end: (results, resultsFile) => feed.end(results, resultsFile),
    readOut: (limitMs) => server.readOut(limitMs),
    async close() {
      feed.stop();
      await server.close();
    },
  };
}
