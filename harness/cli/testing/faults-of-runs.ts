import { createGzip } from "node:zlib";
import { type Behaviour, correct, type Run, total } from "./server-of-runs.ts";

/** A fault of a server of runs, the row that is there to find it, and other rows in which it shows too. */
export interface RunFault {
  readonly name: string;
  readonly row: string;
  readonly alsoIn?: readonly string[];
  /** Rows in which it shows by chance. */
  readonly maybeIn?: readonly string[];
  /** The only way of resuming that has it. */
  readonly only?: "byId";
  readonly make: () => Partial<Behaviour>;
}

const resumes = [
  "cut",
  "cut-again",
  "cut-in-replay",
  "finish-away",
  "two-readers",
  "stale-cursor",
  "long-away",
  "storm",
];
const everyResume = [
  ...resumes,
  "overlap",
  "two-streams",
  "unknown-cursor",
  "foreign-cursor",
  "compressed",
  "after-end",
  "slow-reader",
];

export const runFaults: readonly RunFault[] = [
  {
    name: "it keeps three events",
    row: "cut",
    alsoIn: ["cut-again", "cut-in-replay", "finish-away", "two-readers", "long-away", "storm", "burst", "stale-cursor"],
    maybeIn: [...everyResume, "hostile-text", "idle"],
    make: () => ({ keep: 3 }),
  },
  {
    name: "what it has replayed once it has no more",
    row: "cut-again",
    alsoIn: ["two-readers", "stale-cursor"],
    maybeIn: ["cut-in-replay", "unknown-cursor", "foreign-cursor", "burst"],
    make: () => ({
      replayed(run) {
        run.events = [];
      },
    }),
  },
  {
    name: "a replay counts as delivered once it has begun",
    row: "cut-in-replay",
    alsoIn: ["cut-again"],
    maybeIn: ["two-readers", "stale-cursor", "unknown-cursor", "foreign-cursor", "burst"],
    make: () => ({
      replayed(run) {
        run.events = run.events.slice(-1);
      },
    }),
  },
  {
    name: "a run that is over is not known any more",
    row: "finish-away",
    maybeIn: [...everyResume, "burst", "hostile-text", "idle"],
    make: () => ({ answers: (run, _, response) => run.last >= total && Boolean(response.writeHead(404).end()) }),
  },
  {
    name: "a client that has everything waits for ever",
    row: "after-end",
    make: () => ({
      answers: (run, cursor, response) => {
        if (run.last < total || correct.readBefore(run, cursor) !== total) return false;
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        return true;
      },
    }),
  },
  {
    name: "the oldest reader alone gets what is new",
    row: "overlap",
    alsoIn: ["two-readers", "stale-cursor"],
    make: () => ({
      send(run, text, isLast) {
        const [oldest, ...others] = run.readers;
        if (isLast) for (const reader of others) reader.end("");
        if (isLast) oldest?.end(text);
        else oldest?.write(text);
      },
    }),
  },
  {
    name: "a new reader ends the one before",
    row: "two-readers",
    alsoIn: ["stale-cursor"],
    make: () => ({
      replayed(run) {
        for (const reader of run.readers) reader.end("");
        run.readers.clear();
      },
    }),
  },
  { name: "the runs of one session share what is new", row: "two-streams", make: mixed },
  {
    name: "the newest cursor that a run ever got is the one that counts",
    row: "stale-cursor",
    maybeIn: ["foreign-cursor"], // by number, another run's cursor is one of this run's too
    make: () => ({
      readBefore(run, cursor) {
        const before = correct.readBefore(run, cursor);
        if (before !== null) run.memory = Math.max(run.memory, before);
        return before === null ? null : run.memory;
      },
    }),
  },
  {
    name: "a cursor that it does not know is too much for it",
    row: "unknown-cursor",
    alsoIn: ["foreign-cursor"],
    make: () => ({
      answers: (run, cursor, response) =>
        correct.readBefore(run, cursor) === null && Boolean(response.writeHead(500).end("TypeError")),
    }),
  },
  {
    name: "the cursor alone finds the run",
    row: "foreign-cursor",
    only: "byId",
    make: () => ({ runOf: (runs, name, cursor) => runs.get(cursor?.split("-")[0] ?? name) ?? runs.get(name) }),
  },
  {
    name: "some time after its end a run is empty",
    row: "long-away",
    make: () => ({ over: (run) => void setTimeout(() => (run.events = []), 2_300).unref() }),
  },
  {
    name: "ids are made of the clock",
    row: "burst",
    only: "byId", // a client that sends the number does not depend on ids
    make: () => ({
      idOf: () => `t-${Date.now()}`,
      readBefore: (run, cursor) =>
        cursor === null ? 0 : (run.events.find(({ id }) => id === cursor)?.n ?? correct.readBefore(run, cursor)),
    }),
  },
  {
    name: "a text is written as it is",
    row: "hostile-text",
    make: () => ({ dataOf: (run, n) => `{"n":${n},"m":"${run.marker}"}` }),
  },
  {
    name: "a crowd is turned away",
    row: "storm",
    maybeIn: [...everyResume, "burst", "hostile-text", "idle"],
    make: crowd,
  },
  {
    name: "compression is not flushed",
    row: "compressed",
    make: () => ({
      sinkOf(response, request) {
        if (!String(request.headers["accept-encoding"]).includes("gzip")) return response;
        response.setHeader("content-encoding", "gzip");
        const gzip = createGzip();
        gzip.pipe(response);
        return gzip;
      },
    }),
  },
  {
    name: "a quiet run is closed, and its next event is not kept",
    row: "idle",
    make: () => ({
      waits(run) {
        for (const reader of run.readers) reader.end("");
        if (run.readers.size > 0) run.memory = run.last + 1;
      },
      readBefore: (run, cursor) => {
        const before = correct.readBefore(run, cursor);
        run.events = run.events.filter(({ n }) => n !== run.memory);
        return before;
      },
    }),
  },
];

/** When two runs of one session have come back, the second gets an event of the first. */
function mixed(): Partial<Behaviour> {
  const before = new Map<string, Run>();
  return {
    replayed(run, sink) {
      const other = before.get(run.session);
      before.set(run.session, run);
      const newest = other?.events.at(-1);
      if (newest && other !== run) sink.write(newest.text);
    },
  };
}

/** More than sixty resumes in half a second: what is too much gets a 503 that asks for no patience. */
function crowd(): Partial<Behaviour> {
  const times: number[] = [];
  return {
    answers(_, cursor, response) {
      if (cursor === null) return false;
      const now = Date.now();
      times.push(now);
      while ((times[0] as number) < now - 500) times.shift();
      if (times.length <= 60) return false;
      response.writeHead(503).end();
      return true;
    },
  };
}
