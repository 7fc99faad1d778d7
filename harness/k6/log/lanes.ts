import { largest } from "../../extremes.ts";
import type { LaneEndLine, LaneLine } from "./lines.ts";

/** The VUs ("lanes") of a log, and whether each of them logged all that it said it would. */
export class Lanes {
  readonly #lanes = new Map<number, { readonly begin: LaneLine; end: LaneEndLine | null }>();
  /** Lines that were read, those in which a VU ends not counted. */
  #lines = 0;

  /** Any line that is not a VU's last. */
  countLine(): void {
    this.#lines++;
  }

  begin(line: LaneLine): void {
    this.#lanes.set(line.lane, { begin: line, end: null });
  }

  end(line: LaneEndLine): void {
    const lane = this.#lanes.get(line.lane);
    if (lane) lane.end = line;
  }

  /** @param openStreams how many streams have no last line. @returns what is missing from the log, in words, or null */
  missing(openStreams: number): string | null {
    const lanes = [...this.#lanes.values()];
    const first = lanes[0]?.begin;
    if (!first) return "k6 logged nothing";
    if (lanes.length < first.lanes) return `${first.lanes - lanes.length} of ${first.lanes} VUs logged nothing`;
    const unended = lanes.filter((lane) => lane.end === null).length;
    if (unended > 0) return `${unended} of ${first.lanes} VUs had not finished (${openStreams} streams were open)`;
    const logged = lanes.reduce((sum, lane) => sum + (lane.end?.lines ?? 0), 0);
    return logged === this.#lines ? null : `${logged - this.#lines} of ${logged} lines are missing`;
  }

  /** The worst VU's event-loop delay, 99th percentile, as its own timers showed it. In milliseconds. */
  get lateP99Ms(): number {
    return largest(
      [...this.#lanes.values()].map(({ end }) => end?.lateP99Ms ?? 0),
      0,
    );
  }
}
