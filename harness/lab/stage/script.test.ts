import { describe, expect, test } from "vitest";
import type { ClientRow, RefusalAnswer } from "../../../rows/client/row.ts";
import { Script } from "./script.ts";

const row = { name: "r", theme: "cut", does: "", must: "", why: "" } as const;
const first = { kind: "stream", upTo: 1 } as const;
const second = { kind: "stream" } as const;
const gone: RefusalAnswer = { kind: "refusal", status: 410, after: "start-anew" };
const fresh = { resumes: false, cursor: null };
const back = { resumes: false, cursor: "1" };

const scriptOf = (more: Pick<ClientRow, "answers"> & Partial<ClientRow>) => new Script({ ...row, ...more });

describe("which answer a request gets", () => {
  test("one after the other; the last one is repeated, until the stream is through", () => {
    const script = scriptOf({ answers: [first, second] });
    expect([fresh, back, back].map((wanted) => script.next(wanted, 0))).toEqual([first, second, second]);
    script.finished = true;
    expect(script.next(back, 0)).toBeNull();
  });

  test("an answer that lasts for a while is repeated for so long", () => {
    const away: RefusalAnswer = { kind: "refusal", status: 500, forMs: 100, after: "open" };
    const script = scriptOf({ answers: [away, second] });
    expect([10, 60, 109, 110, 111].map((now) => script.next(fresh, now))).toEqual([away, away, away, away, second]);
  });

  test("what is gone stays gone with the old cursor; without it a new stream begins", () => {
    const script = scriptOf({ answers: [first, gone, second] });
    script.next(fresh, 0);
    script.startsAnew(fresh);
    expect(script.next(back, 0)).toBe(gone);
    script.refused(gone);
    expect(script.next(back, 0)).toBe(gone);
    expect(script.repeats).toBe(1);
    expect(script.next(fresh, 0)).toBe(second);
    expect(script.startsAnew(fresh)).toBe(true);
  });

  test.each([
    { claim: "begins a new stream behind a refusal that is left open", status: 404, anew: true },
    { claim: "begins none behind a connection without an answer", status: 0, anew: false },
  ])("a request without a cursor $claim", ({ status, anew }) => {
    const open: RefusalAnswer = { kind: "refusal", status, after: "open" };
    const script = scriptOf({ answers: [first, open, second] });
    script.next(fresh, 0);
    script.startsAnew(fresh);
    expect(script.next(back, 0)).toBe(open);
    script.refused(open);
    expect(script.next(fresh, 0)).toBe(second);
    expect(script.startsAnew(fresh)).toBe(anew);
    expect(script.startsAnew(fresh)).toBe(false);
  });

  test("the route that resumes has answers of its own", () => {
    const script = scriptOf({ answers: [first, second], resumes: [gone], protocol: "draft-graph" });
    expect(script.next(fresh, 0)).toBe(first);
    expect(script.startsAnew(fresh)).toBe(false);
    expect(script.next({ resumes: true, cursor: null }, 0)).toBe(gone);
    expect(script.next(fresh, 0)).toBe(second);
    expect(script.startsAnew(fresh)).toBe(true);
  });

  test("a route that resumes without answers of its own shares the others", () => {
    const script = scriptOf({ answers: [first, second] });
    expect(script.next(fresh, 0)).toBe(first);
    expect(script.next({ resumes: true, cursor: "1" }, 0)).toBe(second);
  });

  test.each([
    { claim: "a client may not stop before its first answer", answers: [], may: false },
    { claim: "nor at a stream that was cut", answers: [first], may: false },
    { claim: "it may at 204", answers: [{ ...gone, after: "stop" }], may: true },
    { claim: "and where it is left open", answers: [{ ...gone, after: "open" }], may: true },
    { claim: "not where it has to come back", answers: [{ ...gone, after: "come-back" }], may: false },
    { claim: "nor where it has to start anew", answers: [gone], may: false },
  ] as const)("$claim", ({ answers, may }) => {
    const script = scriptOf({ answers });
    for (const _ of answers) script.next(fresh, 0);
    expect(script.mayStop(true)).toBe(may);
  });
});
