import { stat } from "node:fs/promises";
import type { FaceResult, Results } from "../gate/results.ts";
import type { StreamRecord } from "../history/records.ts";
import { readTimelines } from "./read-timeline.ts";
import type { FaceTraces, Timeline } from "./timeline-item.ts";

/** The most streams with findings that a report shows of a face; fewer if the face must fail. */
const mostFailing = { green: 4, red: 2 } as const;
/** The most streams that are read to find one that went well. */
const mostTried = 3;
/** If a stream has more lines than this, its events are shown in ranges. */
const mostLines = 400;
/** The most lines of a whole report. A line has about 200 bytes. */
const mostOfAll = 8_000;
/** A longer history is not read again, because that takes seconds. In bytes. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The streams with findings, event by event, from the histories of a run.
 *
 * @param historyFile where the history of a face lies, by `scenario.face`
 */
export async function readTraces(results: Results, historyFile: (face: string) => string): Promise<FaceTraces[]> {
  const traces: FaceTraces[] = [];
  let lines = 0;
  for (const { name, faces } of results.scenarios) {
    for (const face of faces) {
      const wanted = failingStreams(face);
      if (wanted.length === 0) continue;
      const own = { scenario: name, face: face.face };
      if (lines > mostOfAll) {
        traces.push({
          ...own,
          failing: [],
          whole: null,
          leftOut: "The report already has the most traces that it may hold.",
        });
        continue;
      }
      const read = await readFace({ file: historyFile(`${name}.${face.face}`), run: results.run_id, face, wanted });
      for (const { items } of [...read.failing, ...(read.whole ? [read.whole] : [])]) lines += items.length;
      traces.push({ ...own, ...read });
    }
  }
  return traces;
}

/** One stream of a history, event by event, as far as it is written. Null if it is not in the file, or the file is too long. */
export async function readTrace(file: string, stream: number): Promise<Timeline | null> {
  const found = await stat(file).catch(() => null);
  if (!found || found.size > mostBytes) return null;
  const [timeline] = await readTimelines(file, null, { streams: [stream], mostLines });
  return timeline?.items.some(({ kind }) => kind === "request") ? timeline : null;
}

/** The numbers of a face's streams with findings: those that count first, then those that its fault causes by design. */
function failingStreams({ findings }: Pick<FaceResult, "findings">): number[] {
  const [counted, tolerated] = [findings.filter((row) => !row.tolerated), findings.filter((row) => row.tolerated)];
  return [...new Set([...counted, ...tolerated].map(({ stream }) => stream))];
}

type Read = Pick<FaceTraces, "failing" | "whole" | "leftOut">;

interface Wanted {
  readonly file: string;
  readonly run: string;
  readonly face: FaceResult;
  /** Streams with findings. */
  readonly wanted: readonly number[];
}

async function readFace({ file, run, face, wanted }: Wanted): Promise<Read> {
  const nothing = (leftOut: string): Read => ({ failing: [], whole: null, leftOut });
  const found = await stat(file).catch(() => null);
  if (!found) return nothing("Its history is not beside the results.");
  if (found.size > mostBytes) return nothing("Its history is too long to be read again here.");
  const streams = wanted.slice(0, mostFailing[face.expected]);
  const sketched = new Set([...wanted, ...(face.failing_streams ?? []).map(({ stream }) => stream)]);
  let tried = 0;
  const also = ({ s, role }: StreamRecord) => role === "cut" && !sketched.has(s) && tried++ < mostTried;
  const timelines = await readTimelines(file, run, { streams, also, mostLines }).catch(() => []);
  if (timelines.length === 0) return nothing("Its history cannot be read, or is of another run.");
  const isWanted = ({ s }: Timeline) => streams.includes(s);
  const failing = timelines.filter(isWanted);
  const whole = timelines.find((each) => !isWanted(each) && each.findings === 0 && each.outcome === "complete") ?? null;
  const more = wanted.length - streams.length;
  return {
    failing,
    whole,
    leftOut: more > 0 ? `${more} more streams with findings are not shown here: replay them.` : null,
  };
}
