import { describe, expect, test } from "vitest";
import { describedProtocol } from "./description/described-protocol.ts";
import type { StreamDescription } from "./description/description.ts";
import { guarded } from "./guarded.ts";
import type { Protocol } from "./protocol.ts";
import type { StreamReader, StreamRoute } from "./stream-reader.ts";

/** A description's protocol can do all that a module can. */
const description: StreamDescription = {
  session: { post: "/sessions", take: { session: "/id" } },
  create: { post: "/runs", json: { kind: "{kind}" } },
  open: { get: "/runs/{session}" },
  cursor: { from: { data: "/at" }, send: { query: "at" }, first: "begin" },
  end: [{ event: "done" }],
  proof: [{ number: "id" }, { witness: "again", open: { get: "/all" } }],
  workloads: { burst: { kind: "burst" } },
};
const polled: StreamDescription = {
  open: { get: "/events" },
  cursor: { from: { header: "Next-Offset" }, send: { query: "at" } },
  end: [{ event: "done" }],
  closes: "anytime",
  proof: [{ number: "id" }],
};
const own = describedProtocol("mine", description, { kind: "plain" });

const changed = (change: (reader: StreamReader) => StreamReader): Protocol => ({
  ...own,
  createReader: (kind) => change(own.createReader(kind)),
});
const readerOf = (protocol: Protocol, kind?: "burst") => guarded("mine.ts", protocol).createReader(kind);
const bodyOf = (reader: StreamReader) => reader.route?.steps.at(-1)?.request().body;

describe("a guarded module does all that its own readers do", () => {
  test("its streams are of the kind that a row asks for", () => {
    expect(bodyOf(readerOf(own))).toBe('{"kind":"plain"}');
    expect(bodyOf(readerOf(own, "burst"))).toBe('{"kind":"burst"}');
  });

  test("a second client can join a stream, with the values of the first", () => {
    const reader = readerOf(own);
    reader.adopt?.({ session: "s-1" });
    expect(reader.fork?.().route?.open().path).toBe("/runs/s-1");
  });

  test("a second stream can live in the session of the first", () => {
    const [first, second] = [readerOf(own), readerOf(own)];
    first.route?.steps[0]?.take('{"id":"s-2"}', {});
    second.joinSession?.(first);
    expect(second.route?.steps.length).toBe(1);
    expect(second.route?.open().path).toBe("/runs/s-2");
  });

  test("a cursor that is not the client's can be sent", () => {
    expect(readerOf(own).route?.cursors?.resumeWith("other").path).toBe("/runs/{session}?at=other");
  });

  test("its witness is a reader of its own, guarded too", () => {
    const witness = readerOf(own).route?.witness;
    expect(witness?.when).toBe("again");
    expect(witness?.open().path).toBe("/all");
    expect(witness?.reader().fork).toBeTypeOf("function");
  });

  test("its server may close a stream where the module says so, at each moment anew", () => {
    const reader = guarded("mine.ts", describedProtocol("mine", polled)).createReader();
    expect(reader.route?.mayBeClosed).toBe(false);
    reader.answered?.({ "next-offset": "7" });
    expect(reader.route?.mayBeClosed).toBe(true);
    expect(readerOf(own).route?.mayBeClosed).toBe(false);
  });

  test("a reader without these has none of them", () => {
    const bare = changed((reader) => {
      const { open, steps, resume } = reader.route as StreamRoute;
      return { requestId: null, lastSeq: -1, read: reader.read, route: { steps, open, resume } };
    });
    const { fork, adopt, joinSession, route } = readerOf(bare);
    expect([fork, adopt, joinSession, route?.cursors, route?.witness]).toEqual(Array(5).fill(undefined));
  });
});
