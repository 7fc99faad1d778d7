import { describe, expect, test } from "vitest";
import { EventLog } from "./event-log.ts";

const roomy = { mostEvents: 100, mostBytes: 1_000_000 };

function filled(count: number, limits = roomy): EventLog {
  const log = new EventLog(limits);
  for (let n = 1; n <= count; n++) log.append("face", { n });
  return log;
}

describe("a page's event log", () => {
  test("numbers its events from 1 without a gap, and keeps them as they are sent", () => {
    const log = filled(3);
    expect([log.firstId, log.lastId, log.at(2)]).toEqual([1, 3, 'id: 2\nevent: face\ndata: {"n":2}\n\n']);
    expect([log.at(0), log.at(4)]).toEqual([undefined, undefined]);
  });

  test.each([
    { claim: "by their number", limits: { mostEvents: 4, mostBytes: 1_000_000 }, first: 7 },
    { claim: "by their bytes", limits: { mostEvents: 100, mostBytes: 100 }, first: 9 },
    { claim: "but never the newest", limits: { mostEvents: 100, mostBytes: 1 }, first: 10 },
  ])("drops the oldest events $claim, and knows that they are gone", ({ limits, first }) => {
    const log = filled(10, limits);
    expect([log.firstId, log.lastId, log.at(first - 1)]).toEqual([first, 10, undefined]);
    expect(log.at(first)).toContain(`"n":${first}`);
  });

  test("adds nothing after its end", () => {
    const log = filled(1);
    log.end("end", {});
    log.append("face", {});
    expect([log.lastId, log.isOver]).toEqual([2, true]);
  });

  test("calls its readers for each event and for the end, until they leave", () => {
    const log = filled(0);
    const seen: number[] = [];
    const leave = log.onNews(() => seen.push(log.lastId));
    log.append("face", {});
    log.end("end", {});
    leave();
    expect(seen).toEqual([1, 2, 2]);
  });

  test("contains no text that could end an event", () => {
    const log = filled(0);
    log.append("finding", { text: "a\n\nid: 99\nevent: end\r\ndata: x\u2028" });
    expect(log.at(1)?.split("\n")).toHaveLength(5);
    expect(log.at(1)).not.toContain("\r");
  });
});
