import { answerRecord } from "../../engine/answer.ts";
import { isResumableClose, saysGone, whyEnded } from "../../engine/end-of-connection.ts";
import type { HistorySink } from "../../history/history-writer.ts";
import { hundredths } from "../../history/hundredths.ts";
import type { CloseRecord, Role } from "../../history/records.ts";
import type { TokenClaims } from "../../protocols/event-facts.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { StreamReader } from "../../protocols/stream-reader.ts";
import { Lanes } from "./lanes.ts";
import type { ConnLine, DoneLine, K6Line } from "./lines.ts";
import { exchangeEnd, headOf, recordBody } from "./logged-answer.ts";

interface StreamState {
  readonly reader: StreamReader;
  readonly role: Role;
  token: TokenClaims | null;
}

type ReadingProtocol = Pick<Protocol, "createReader" | "readAnswer" | "readRefusal">;

/** Counts of what k6 could not see, so that the results can say it. */
export interface Blind {
  /** Answers whose head k6 lost at the time limit that made the cut. Only their body shows that they were streams. */
  headsLost: number;
  /** Cuts before which nothing had come. They are judged like attempts that the client withdraws. */
  emptyCuts: number;
}

/**
 * Turns what the k6 script logged into history records. It uses the parser and readers of our own engine, so the same code
 * checks each event. Lines of one stream come in order; those of different streams may be mixed.
 *
 * What k6 does not know is left out and counted. All events of a body get the time at which the body was complete.
 */
export class K6Records {
  readonly blind: Blind = { headsLost: 0, emptyCuts: 0 };
  readonly #sink: HistorySink;
  readonly #faceStartedAt: number;
  readonly #protocol: ReadingProtocol;
  readonly #streams = new Map<number, StreamState>();
  readonly #lanes = new Lanes();
  /** What is added to a time of the plan's clock (which began with k6's VUs) to get the face's. In milliseconds. */
  #shift = 0;

  /** @param faceStartedAt milliseconds since the epoch */
  constructor(sink: HistorySink, faceStartedAt: number, protocol: ReadingProtocol) {
    this.#sink = sink;
    this.#faceStartedAt = faceStartedAt;
    this.#protocol = protocol;
  }

  add(line: K6Line): void {
    if (line.k === "lane-end") return this.#lanes.end(line);
    this.#lanes.countLine();
    if (line.k === "lane") {
      this.#lanes.begin(line);
      this.#shift = line.startedAt - this.#faceStartedAt;
    } else if (line.k === "conn") this.#conn(line);
    else if (line.k === "done") this.#done(line);
    else {
      const due = hundredths(line.due + this.#shift);
      this.#sink.write({ k: "dropped", due, reason: `late by ${Math.round(line.lateMs)} ms` });
    }
  }

  /** Ends the streams that k6 did not end. @returns what is missing from the log, in words, or null */
  finish(at: number): string | null {
    for (const [s, { reader }] of this.#streams) {
      reader.end?.();
      this.#sink.write({ k: "done", s, at, outcome: "aborted" });
    }
    const open = this.#streams.size;
    this.#streams.clear();
    return this.#lanes.missing(open);
  }

  /** The worst VU's event-loop delay, 99th percentile, in milliseconds. */
  get lateP99Ms(): number {
    return this.#lanes.lateP99Ms;
  }

  #conn(line: ConnLine): void {
    const { s, c } = line;
    const state = this.#streams.get(s) ?? this.#begin(line);
    const head = headOf(line, this.#protocol);
    if (line.status === 0 && head) this.blind.headsLost++;
    const emptyCut = line.cut && !head && line.intent === "return";
    if (emptyCut) this.blind.emptyCuts++;
    const intent = emptyCut ? "withdrawn" : line.intent;
    const from = this.#begins(line, state.reader);
    this.#sink.write({
      k: "conn",
      s,
      c,
      kind: line.kind,
      due: this.#time(line.due),
      at: this.#time(line.at),
      instance: line.target.replace(/^https?:\/\//, ""),
      ...(intent === undefined ? {} : { intent }),
      ...(line.retry === undefined ? {} : { retry: line.retry }),
      ...(from === undefined ? {} : { from }),
      ...(line.kind === "resume" && state.token ? { token: state.token } : {}),
    });
    const beforeAnswer = intent === "withdrawn" || (line.cut && state.role === "orphan");
    if (beforeAnswer) return this.#close(line, "cut", 0);
    const { route } = state.reader;
    const resumes = line.kind === "resume";
    const refusedAsGone = head !== null && !head.isStream && saysGone(head.status, { resumes, route });
    if (head) {
      if (head.requestId !== undefined) state.reader.requestId ??= head.requestId;
      const at = line.firstByteMs === undefined ? line.ended : line.at + line.firstByteMs;
      const said = head.isStream ? {} : this.#protocol.readRefusal?.(line.body);
      const record = answerRecord(s, c, this.#time(at), head, said);
      this.#sink.write(refusedAsGone ? { ...record, gone: true } : record);
    }
    const { events, ...body } = head?.isStream
      ? this.#read(line, state)
      : { events: 0, complete: false, gone: refusedAsGone, halfEvent: false };
    const seen = { ended: exchangeEnd(line), head, ...body, broken: false, cutIsDue: false } as const;
    const why = whyEnded(seen, route?.ends);
    this.#close(line, why, events, isResumableClose(why, seen, route));
  }

  /** Tells a described stream's reader where its connection begins. @returns the number that the client's cursor covers */
  #begins({ kind, from, headers }: ConnLine, reader: StreamReader): number | undefined {
    const { route } = reader;
    if (!route) return from;
    if (kind === "start") {
      route.open();
      reader.answered?.(headers);
      return undefined;
    }
    const resumed = route.resume();
    reader.answered?.(headers);
    return resumed.from;
  }

  #read(line: ConnLine, state: StreamState) {
    return recordBody(line, {
      reader: state.reader,
      sink: this.#sink,
      at: this.#time(line.ended),
      onToken(claims) {
        state.token = claims;
      },
    });
  }

  #begin(line: ConnLine): StreamState {
    const { s, streamDue, replaces } = line;
    const role = line.cut && line.empty ? "orphan" : line.role;
    if (role !== line.role) this.blind.emptyCuts++;
    const due = hundredths(streamDue + this.#shift);
    this.#sink.write({ k: "stream", s, role, due, ...(replaces === undefined ? {} : { replaces }) });
    const state = { reader: this.#protocol.createReader(), role, token: null };
    if (line.taken) state.reader.adopt?.(line.taken);
    this.#streams.set(s, state);
    return state;
  }

  #close(line: ConnLine, why: CloseRecord["why"], events: number, resumable = false): void {
    const bytes = Buffer.byteLength(line.body);
    const error = why === "error" || why === "timeout" ? line.error : undefined;
    this.#sink.write({
      k: "close",
      s: line.s,
      c: line.c,
      at: this.#time(line.ended),
      why,
      bytes,
      events,
      ...(error === undefined ? {} : { error }),
      ...(resumable ? { resumable } : {}),
    });
  }

  #done({ s, at, outcome }: DoneLine): void {
    this.#streams.get(s)?.reader.end?.();
    this.#streams.delete(s);
    this.#sink.write({ k: "done", s, at: this.#time(at), outcome });
  }

  #time(epochMs: number): number {
    return hundredths(epochMs - this.#faceStartedAt);
  }
}
