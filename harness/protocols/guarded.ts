import { messageOf } from "../thrown.ts";
import type { EventFacts } from "./event-facts.ts";
import type { Protocol } from "./protocol.ts";
import type { RequestSpec, StreamReader, StreamRoute, StreamWitness } from "./stream-reader.ts";

/** A user's module threw an error or returned a wrong value. The message names the file and the function. */
export class ModuleFault extends Error {}

/** What is wrong with a module that should be a `Protocol`, as a sentence; null when it is one. */
export function moduleProblem(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return `It exports ${shown(value)}, which is not a protocol.`;
  const { name, createReader } = value as Partial<Protocol>;
  if (typeof name !== "string" || name === "") return `"name" is ${shown(name)}: it must be a text.`;
  if (typeof createReader !== "function") return `"createReader" is ${shown(createReader)}: it must be a function.`;
  return null;
}

/** Wraps a user's module, so that its faults are reported as `ModuleFault` with the file's name. */
export function guarded(file: string, own: Protocol): Protocol {
  const terms = own.terms ?? missingTerms(file);
  return {
    ...own,
    terms,
    createReader: (kind) =>
      guardedReader(
        file,
        call(file, "createReader()", () => own.createReader(kind)),
      ),
  };
}

function missingTerms(file: string): never {
  throw new ModuleFault(`${file}: "terms" is missing: what the judge has to know of the protocol.`);
}

/** The module's own reader behind each guarded one, for what a reader is told of another. */
const ownReaders = new WeakMap<StreamReader, StreamReader>();

function guardedReader(file: string, own: StreamReader, maker = "createReader()"): StreamReader {
  if (typeof own?.read !== "function") throw new ModuleFault(`${file}: ${maker} returned no reader: ${shown(own)}.`);
  const { route } = own;
  if (!route) throw new ModuleFault(`${file}: its reader has no "route": how the stream is opened and resumed.`);
  const reader: StreamReader = {
    get requestId() {
      return own.requestId;
    },
    set requestId(id) {
      own.requestId = id;
    },
    get lastSeq() {
      return own.lastSeq;
    },
    get marks() {
      return own.marks === true;
    },
    read: (event) =>
      factsOf(
        file,
        call(file, "read()", () => own.read(event)),
      ),
    more: () => {
      const facts = call(file, "more()", () => own.more?.() ?? null);
      return facts === null ? null : factsOf(file, facts);
    },
    idAlone: (block) => call(file, "idAlone()", () => own.idAlone?.(block)),
    answered: (headers) => call(file, "answered()", () => own.answered?.(headers)),
    lacks: (isOver) => call(file, "lacks()", () => own.lacks?.(isOver) ?? null),
    verdicts: () => call(file, "verdicts()", () => own.verdicts?.() ?? []),
    end: () => call(file, "end()", () => own.end?.()),
    ...joining(file, own),
    route: guardedRoute(file, route),
  };
  ownReaders.set(reader, own);
  return reader;
}

/** What a reader has that another client can join. Absent as in the module's own: so the harness knows what it can do. */
function joining(file: string, own: StreamReader): Pick<StreamReader, "fork" | "adopt" | "joinSession"> {
  const { fork, adopt, joinSession } = own;
  return {
    ...(fork
      ? {
          fork: () =>
            guardedReader(
              file,
              call(file, "fork()", () => fork.call(own)),
              "fork()",
            ),
        }
      : {}),
    ...(adopt ? { adopt: (values) => call(file, "adopt()", () => adopt.call(own, values)) } : {}),
    ...(joinSession
      ? {
          joinSession: (other) =>
            call(file, "joinSession()", () => joinSession.call(own, ownReaders.get(other) ?? other)),
        }
      : {}),
  };
}

function guardedRoute(file: string, own: StreamRoute): StreamRoute {
  return {
    get steps() {
      return call(file, "route.steps", () => own.steps ?? []);
    },
    open: () =>
      requestOf(
        file,
        "open()",
        call(file, "open()", () => own.open()),
      ),
    resume() {
      const answer = call(file, "resume()", () => own.resume());
      const from: unknown = answer?.from;
      if (!Number.isInteger(from))
        throw new ModuleFault(`${file}: resume() returned "from": ${shown(from)}, which is not a whole number.`);
      return { request: requestOf(file, "resume()", answer.request), from: answer.from };
    },
    get cursors() {
      const cursors = call(file, "route.cursors", () => own.cursors);
      if (!cursors) return undefined;
      const { own: newest, unknown } = cursors;
      return {
        own: newest,
        unknown,
        resumeWith: (cursor: string) =>
          requestOf(
            file,
            "resumeWith()",
            call(file, "resumeWith()", () => cursors.resumeWith(cursor)),
          ),
      };
    },
    get mayBeClosed() {
      return call(file, "route.mayBeClosed", () => own.mayBeClosed === true);
    },
    ...(own.ends ? { ends: own.ends } : {}),
    ...(own.goneStatuses ? { goneStatuses: own.goneStatuses } : {}),
    get witness() {
      return guardedWitness(file, own);
    },
    ...(own.publisher ? { publisher: own.publisher } : {}),
  };
}

function guardedWitness(file: string, route: StreamRoute): StreamWitness | undefined {
  const own = call(file, "route.witness", () => route.witness);
  if (!own) return undefined;
  return {
    when: own.when,
    mayComeFirst: own.mayComeFirst,
    open: () =>
      requestOf(
        file,
        "witness.open()",
        call(file, "witness.open()", () => own.open()),
      ),
    reader: () =>
      guardedReader(
        file,
        call(file, "witness.reader()", () => own.reader()),
        "witness.reader()",
      ),
  };
}

function call<T>(file: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ModuleFault) throw error;
    throw new ModuleFault(`${file}: ${what} failed: ${messageOf(error)}`);
  }
}

function requestOf(file: string, what: string, value: RequestSpec): RequestSpec {
  const { method, path, headers } = value ?? {};
  if (typeof method === "string" && typeof path === "string" && path.startsWith("/") && typeof headers === "object")
    return value;
  throw new ModuleFault(
    `${file}: ${what} returned ${shown(value)}: it must have a method, a path that begins with "/", and headers.`,
  );
}

function factsOf(file: string, value: EventFacts): EventFacts {
  const { seq, index } = value ?? {};
  if (Number.isInteger(seq) && Number.isInteger(index)) return value;
  throw new ModuleFault(`${file}: read() returned ${shown(value)}: "seq" and "index" must be whole numbers.`);
}

function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
