import { type Row, short } from "../bench-types.ts";
import type { ReaderResult } from "./reader-job.ts";

/** A reader's row. `against`: the CPU time an event, in milliseconds, of the one reader that all are compared with, by its name. */
export function readerRow(who: string, result: ReaderResult, against: Readonly<Record<string, number>>): Row {
  const cost = result.cpuMs / result.events;
  return {
    who,
    ...Object.fromEntries(Object.entries(against).map(([name, other]) => [`CPU / ${name}`, short(cost / other)])),
    "CPU s / 1,000 events": short(cost),
    "events/s": Math.round(result.events / result.seconds),
    open: result.open,
    "KiB a stream": short(result.kibPerStream),
    "RSS MB": Math.round(result.rssMb),
    "loop delay p99 ms": short(result.loopDelayP99Ms),
  };
}
