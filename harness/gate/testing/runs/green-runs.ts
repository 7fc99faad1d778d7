import type { HistoryRecord } from "../../../history/records.ts";
import { faceRecords, goodFace, many } from "../history.ts";
import { changed, code, dropped, ended, limited, refused, uncut } from "./made-records.ts";

/** Runs of green faces: limits, findings, the load generator, final graphs. By claim: the histories of its faces. */
export const greenRuns: Readonly<Record<string, () => HistoryRecord[][]>> = {
  "all is correct": () => [goodFace()],
  "at the limit, and too few to prove it": () => [faceRecords(many(250, (s) => (s < 5 ? refused : {})))],
  "just under the limit": () => [faceRecords(many(250, (s) => (s < 6 ? refused : {})))],
  "a limit of 100 %": () => [limited(goodFace(), { resumeSuccessRate: 100 })],
  "no attempt": () => [faceRecords(many(3, () => ({ role: "uncut" })))],
  "attempts, none of which succeeded": () => [faceRecords(many(3, () => refused))],
  "nothing at all": () => [faceRecords([])],
  "each limit crossed": () => [
    limited(
      faceRecords(
        [
          ...many(250, (s) =>
            s % 50 === 0
              ? { answers: [{ status: 500, code: "INTERNAL" }] }
              : s === 3
                ? { answers: [{ partial: true }] }
                : {},
          ),
          ...uncut(900, false),
        ],
        {
          expect: { uncutMustComplete: true },
        },
      ),
      { errorRate: 0.5, reconnectP99Ms: 1, bufferTrimRate: 0.1 },
    ),
  ],
  "each limit just kept": () => [
    limited(faceRecords([...many(250), ...uncut(900, true)], { expect: { uncutMustComplete: true } }), {
      errorRate: 0,
      bufferTrimRate: 0,
      reconnectP99Ms: 2,
    }),
  ],
  "no uncut stream where one was promised": () => [goodFace({ expect: { uncutMustComplete: true } })],
  "findings of many kinds": () => [
    faceRecords(
      many(300, (s) => {
        if (s === 1) return { second: (seqs) => seqs.toSpliced(2, 1) };
        if (s === 2) return { second: (seqs) => [...seqs.slice(0, 2), ...seqs.slice(1)] };
        if (s === 3)
          return { second: (seqs) => [...seqs.slice(0, 1), seqs[2] as number, seqs[1] as number, ...seqs.slice(3)] };
        if (s === 4) return { answers: [{ status: 418 }] };
        if (s === 5) return { answers: [{ status: 200, type: "text/html" }] };
        if (s === 6) return { answers: [{ status: 404, code, leak: "token" }] };
        return s === 7 ? { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }] } : {};
      }),
    ),
  ],
  "arrivals dropped, 1 %": () => [limited(goodFace({ more: dropped(2) }, 198), { resumeSuccessRate: 90 })],
  "arrivals dropped, over 1 %": () => [goodFace({ more: dropped(3) }, 250)],
  "arrivals dropped that make up the plan": () => [goodFace({ more: dropped(2), planned: 252 })],
  "too few streams": () => [goodFace({ planned: 251 })],
  "green so far, stopped early": () => [ended(goodFace({ planned: 400 }), { stoppedEarly: "hopeless" })],
  "red, stopped early": () => [
    ended(
      faceRecords(
        many(250, (s) => (s < 60 ? refused : {})),
        { planned: 400 },
      ),
      { stoppedEarly: "hopeless" },
    ),
  ],
  "arrivals late": () => [
    changed(goodFace(), (record) =>
      record.k === "conn" && record.c === 0 && record.s < 3 ? { ...record, at: 600 } : record,
    ),
  ],
  "the generator saturated, resumes failing": () => [
    ended(faceRecords(many(250, (s) => (s < 50 ? refused : {}))), { loopDelayP99Ms: 501 }),
  ],
  "arrivals dropped, and resumes failing": () => [
    faceRecords(
      many(250, (s) => (s < 50 ? refused : {})),
      { more: dropped(9) },
    ),
  ],
  "arrivals late, and resumes failing": () => [
    changed(faceRecords(many(250, (s) => (s < 50 ? refused : {}))), (record) =>
      record.k === "conn" && record.c === 0 && record.s < 9 ? { ...record, at: 600 } : record,
    ),
  ],
  "the generator just not saturated": () => [ended(goodFace(), { loopDelayP99Ms: 500 })],
  "the generator saturated in one face of two": () => [
    ended(
      faceRecords(
        many(250, (s) => (s < 50 ? refused : {})),
        { scenario: "a", faces: ["a.fixed", "b.fixed"] },
      ),
      { loopDelayP99Ms: 900 },
    ),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed"] }),
  ],
  "the final graph suffices, and came": () => [
    faceRecords(
      many(250, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices, and 2.4 % did not come": () => [
    faceRecords(
      many(250, (s) => (s < 6 ? refused : { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      {
        expect: { graphSuffices: true },
      },
    ),
  ],
  "the final graph suffices, too few": () => [
    faceRecords(
      many(50, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices, none asked": () => [
    faceRecords(
      many(2, () => ({ role: "uncut" })),
      { expect: { graphSuffices: true } },
    ),
  ],
  "the final graph suffices in one face of two": () => [
    faceRecords(
      many(250, () => ({ answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) })),
      {
        scenario: "a",
        faces: ["a.fixed", "b.fixed"],
        expect: { graphSuffices: true },
      },
    ),
    goodFace({ scenario: "b", faces: ["a.fixed", "b.fixed"] }),
  ],
};
