import { describe, expect, test } from "vitest";
import { createSseParser } from "../../../sse/sse-parser.ts";
import type { EventFacts } from "../../event-facts.ts";
import type { StreamReader, StreamRoute } from "../../stream-reader.ts";
import { describedProtocol } from "../described-protocol.ts";
import type { StreamDescription } from "../description.ts";
import { payloadsOf } from "./payload.ts";

/** A stream's reader with its route, and what its reader says of a text. The first stream's marker is "stream-0". */
function reading(description: StreamDescription, kind?: "hostile-text") {
  const reader = describedProtocol("test", description, {}, "stream").createReader(kind) as StreamReader & {
    readonly route: StreamRoute;
  };
  const told = ({ seq, final, foreign, dropped, altered }: EventFacts) =>
    [seq, final && "final", foreign && "foreign", dropped && "dropped", altered && "altered"]
      .filter((each) => each !== false && each !== undefined)
      .join(" ");
  const read = (text: string) => {
    const seen: string[] = [];
    const parser = createSseParser({
      onEvent(event) {
        seen.push(told(reader.read(event)));
        for (let more = reader.more?.(); more; more = reader.more?.()) seen.push(told(more));
      },
    });
    parser.push(Buffer.from(text));
    return seen;
  };
  return { reader, route: reader.route, read };
}

const data = (...values: unknown[]) => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
const byNumber: StreamDescription = {
  open: { get: "/events/{marker}" },
  cursor: { from: { data: "/next" }, send: { query: "from" }, first: "start" },
  aside: [{ pointer: "/next" }],
  end: [{ pointer: "/closed", equals: true }],
  proof: [{ number: "/n" }],
};

describe("an event that holds several of the stream", () => {
  const lists: StreamDescription = { ...byNumber, items: "" };

  test("each item counts; a later event says where to go on", () => {
    const { read, route } = reading(lists);
    expect(read(data([{ n: 0 }, { n: 1 }], { next: "b" }))).toEqual(["0", "1", "-1"]);
    expect(route.resume()).toMatchObject({ from: 1, request: { path: "/events/stream-0?from=b" } });
    expect(read(data([{ n: 1 }, { n: 2 }]))).toEqual(["1 dropped", "2"]);
  });

  test("an empty list holds no event; data that are not a list are one event", () => {
    expect(reading(lists).read(data([], { n: 0 }))).toEqual(["-1", "0"]);
  });

  const named: StreamDescription = { ...lists, items: "/list", end: [{ event: "done" }], gone: [{ event: "stale" }] };
  const list = (type: string, ...values: unknown[]) => `event: ${type}\n${data({ list: values })}`;

  test("of a list whose event is the end, the last item is the end", () => {
    expect(reading(named).read(list("some", { n: 0 }) + list("done", { n: 1 }, { n: 2 }))).toEqual([
      "0",
      "1",
      "2 final",
    ]);
  });

  test("the end, and the word that the cursor is gone, may come with an empty list", () => {
    expect(reading(named).read(list("some", { n: 0 }) + list("done"))).toEqual(["0", "1 final"]);
    const { reader } = reading(named);
    const seen: boolean[] = [];
    createSseParser({ onEvent: (event) => seen.push(reader.read(event).gone) }).push(Buffer.from(list("stale")));
    expect(seen).toEqual([true]);
  });

  test("an id that comes with an empty list is the cursor", () => {
    const byId: StreamDescription = { ...lists, cursor: { from: "id", send: { query: "after" } } };
    const { read, route } = reading(byId);
    read(`id: a\n${data([{ n: 0 }])}id: b\n${data([])}`);
    expect(route.resume()).toMatchObject({ from: 0, request: { path: "/events/stream-0?after=b" } });
  });

  test("a cut list is forgotten with its connection", () => {
    const { reader, route, read } = reading(lists);
    read(data([{ n: 0 }]));
    route.resume();
    expect(reader.more?.()).toBeNull();
  });
});

describe("where a client goes on", () => {
  test("without a cursor it sends the first one", () => {
    expect(reading(byNumber).route.resume().request.path).toBe("/events/stream-0?from=start");
  });

  test("the query parameter's name may hold a name in braces", () => {
    const { route } = reading({ ...byNumber, cursor: { ...byNumber.cursor, send: { query: "ack_{marker}" } } });
    expect(route.resume().request.path).toBe("/events/stream-0?ack_stream-0=start");
  });

  test("an event beside the stream covers the events that its own connection has brought", () => {
    const { route, read } = reading(byNumber);
    read(data({ n: 0 }, { n: 1 }, { n: 2 }, { next: "c" }));
    route.resume();
    read(data({ n: 0 }, { next: "a" }));
    expect(route.resume()).toMatchObject({ from: 0, request: { path: "/events/stream-0?from=a" } });
  });

  test("a name may be taken from an event's data", () => {
    const { route, read } = reading({
      ...byNumber,
      open: { post: "/responses", take: { response: { event: "/response/id" } } },
      resume: { get: "/responses/{response}" },
    });
    read(data({ n: 0, response: { id: "r/1" } }, { n: 1, response: { id: "other" } }));
    expect(route.resume().request.path).toBe("/responses/r%2F1?from=start");
  });
});

describe("a second client of the stream has only what the cursor covers", () => {
  const forkOf = (description: StreamDescription, ...values: unknown[]) => {
    const { reader, read } = reading(description);
    read(data(...values));
    const fork = reader.fork?.() as typeof reader;
    return (...more: unknown[]) => {
      const seen: string[] = [];
      const parser = createSseParser({
        onEvent(event) {
          const { seq, index, dropped, chain } = fork.read(event);
          seen.push(
            `${seq >= 0 ? seq : `(${index})`}${dropped ? " dropped" : ""}${chain === "none" ? "" : ` ${chain}`}`,
          );
        },
      });
      const { from } = fork.route.resume();
      parser.push(Buffer.from(data(...more)));
      return [from, ...seen];
    };
  };

  test("numbers", () => {
    expect(forkOf(byNumber, { n: 0 }, { next: "b" }, { n: 1 })({ n: 1 }, { n: 2 })).toEqual([0, "1", "2"]);
  });

  test("events without numbers", () => {
    const unnumbered: StreamDescription = { ...byNumber, proof: ["witness"] };
    expect(forkOf(unnumbered, { a: 0 }, { next: "b" }, { a: 1 })({ a: 1 }, { a: 2 })).toEqual([0, "(1)", "(2)"]);
  });

  test("published events, whose chain goes on from there", () => {
    const published: StreamDescription = {
      ...byNumber,
      end: [{ event: "never" }],
      proof: [{ publisher: { post: "/pub", text: "{payload}" } }],
    };
    const payloads = [...payloadsOf("stream-0", 4, 16)].map((text) => JSON.parse(text) as object);
    const [first, second, third, last] = payloads;
    expect(forkOf(published, first, second, { next: "c" }, third)(third, last)).toEqual([1, "2 linked", "3 linked"]);
  });
});

describe("what an event is", () => {
  test("an end is an end, even if it stands aside", () => {
    expect(reading(byNumber).read(data({ n: 0 }, { next: "b", closed: true }))).toEqual(["0", "1 final"]);
  });

  test("a value that only has to be there", () => {
    const { read } = reading({ ...byNumber, end: [{ pointer: "/result" }] });
    expect(read(data({ n: 0 }, { result: null }))).toEqual(["0", "1 final"]);
  });

  test("empty data may stand aside", () => {
    const { read } = reading({ ...byNumber, proof: [{ number: "id" }], aside: [{ data: "" }] });
    expect(read("id: 0\ndata: \n\nid: 0\ndata: x\n\n")).toEqual(["-1", "0"]);
  });

  test("its number and its marker stand at the first of several places that has one", () => {
    const { read } = reading({
      ...byNumber,
      proof: [{ number: ["/progress", "/result/n"] }, { marker: ["/token", "/id"] }],
      end: [{ pointer: "/result" }],
    });
    const seen = read(
      data({ progress: 0, token: "stream-0" }, { progress: 1, token: "x" }, { result: { n: 1 }, id: "y" }),
    );
    expect(seen).toEqual(["0", "-1 foreign", "-1 foreign"]);
    expect(read(data({ result: { n: 1 }, id: "stream-0" }))).toEqual(["1 final"]);
  });
});

describe("a marker whose word is taken from the stream itself", () => {
  const taken: StreamDescription = {
    open: { post: "/runs", take: { run: { event: "/created/id" } } },
    resume: { get: "/runs/{run}" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "/n" }, { marker: "/run", equals: "{run}" }],
  };

  test("an event proves nothing before the word has come, and is foreign with another word after it", () => {
    const { read } = reading(taken);
    expect(
      read(data({ n: 0, run: "r-1" }, { n: 1, run: "r-1", created: { id: "r-1" } }, { n: 2, run: "r-2" })),
    ).toEqual(["0", "1", "-1 foreign"]);
  });
});

describe("a marker that is the data themselves", () => {
  const plain: StreamDescription = {
    create: { post: "/runs", json: { say: "{marker}" } },
    open: { get: "/events" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    proof: [{ number: "id" }, { marker: "data" }],
  };

  test("another text is another stream's; the end may say anything", () => {
    const { read } = reading(plain);
    expect(read("id: 0\ndata: stream-0\n\nid: 1\ndata: x\n\nid: 1\nevent: done\ndata: bye\n\n")).toEqual([
      "0",
      "-1 foreign",
      "1 final",
    ]);
  });

  test("a text with line breaks comes in lines, however it broke them", () => {
    const { read, route } = reading(plain, "hostile-text");
    const { say } = JSON.parse(route.steps[0]?.request().body ?? "{}") as { say: string };
    const lines = say.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
    expect(say).toMatch(/\r[^\n]/);
    expect(read(`id: 0\n${lines.join("")}\nid: 1\n${lines.slice(1).join("")}\n`)).toEqual(["0", "1 altered"]);
  });
});

test("the last event may be published in a way of its own, and as a form", () => {
  const form = { topic: "{marker}", data: "{payload}" };
  const { route } = reading({
    open: { get: "/sub/{marker}" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    proof: [{ publisher: { post: "/pub", form }, last: { post: "/pub", form, headers: { "X-Last": "yes" } } }],
  });
  const [first, last] = [...(route.publisher?.requests(2, 16) ?? [])];
  expect(first?.headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded" });
  expect(new URLSearchParams(first?.body).get("topic")).toBe("stream-0");
  expect(new URLSearchParams(last?.body).get("data")).toMatch(/"n":1/);
  expect([first?.headers["x-last"], last?.headers["x-last"]]).toEqual([undefined, "yes"]);
});
