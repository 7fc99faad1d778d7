import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.UTC(1994, 10, 6, 8, 49, 7);

describe("Retry-After", () => {
  test.each([
    { claim: "in seconds", value: "120", ms: 120_000 },
    { claim: "in seconds of one digit", value: "5", ms: 5_000 },
    { claim: "at once", value: "0", ms: 0 },
    { claim: "in a year", value: "31536000", ms: 999_999_000 },
    { claim: "in more seconds than a number holds", value: "9".repeat(400), ms: 999_999_000 },
    { claim: "as a date", value: "Sun, 06 Nov 1994 08:49:37 GMT", ms: 30_000 },
    { claim: "as a date of RFC 850", value: "Sunday, 06-Nov-94 08:49:37 GMT", ms: 30_000 },
    { claim: "as a date of asctime", value: "Sun Nov  6 08:49:37 1994", ms: 30_000 },
    { claim: "as a date that is over", value: "Sun, 06 Nov 1994 08:00:00 GMT", ms: 0 },
    { claim: "as a date that is far away", value: "Sun, 06 Nov 2094 08:49:37 GMT", ms: 999_999_000 },
    { claim: "as a date in a month that does not exist", value: "Sun, 06 Nvo 1994 08:49:37 GMT", ms: 1_000 },
    { claim: "as letters of two months", value: "Sun, 06 anF 1994 08:49:37 GMT", ms: 1_000 },
    { claim: "as something else", value: "soon", ms: 1_000 },
    { claim: "below nothing", value: "-5", ms: 1_000 },
    { claim: "empty", value: "", ms: 1_000 },
  ])("$claim", ({ value, ms }) => expect(retryAfterMs(value, now)).toBe(ms));

  test("every date that JavaScript writes is read to the second", () => {
    const second = fc.integer({ min: 0, max: 900_000 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        second,
        (date, later) => {
          const from = Math.floor(date.getTime() / 1_000) * 1_000;
          expect(retryAfterMs(new Date(from + later * 1_000).toUTCString(), from)).toBe(later * 1_000);
        },
      ),
    );
  });

  test("two digits of a year are those of the nearest past or the next 50 years", () => {
    const at2026 = Date.UTC(2026, 0, 1);
    expect(retryAfterMs("Thursday, 01-Jan-26 00:00:10 GMT", at2026)).toBe(10_000);
    expect(retryAfterMs("Friday, 01-Jan-99 00:00:00 GMT", at2026)).toBe(0);
  });
});
