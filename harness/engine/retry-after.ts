/** The wait for a `Retry-After` that cannot be read, in milliseconds. This file imports no module of Node's: k6 runs it too. */
const unreadableMs = 1_000;
/** Longer than any face runs, in milliseconds. */
const longestMs = 999_999_000;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
/** `Sun, 06 Nov 1994 08:49:37 GMT`, and the older `Sunday, 06-Nov-94 08:49:37 GMT`. */
const usual = /^\w+, (\d\d)[ -](\w{3})[ -](\d{4}|\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
/** `Sun Nov  6 08:49:37 1994`. */
const asctime = /^\w{3} (\w{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/**
 * The wait that `Retry-After` asks for, in milliseconds: seconds or a date (RFC 9110, 10.2.3).
 *
 * @param now Unix milliseconds
 */
export function retryAfterMs(value: string, now: number): number {
  if (/^\d+$/.test(value)) return Math.min(longestMs, Number(value) * 1_000);
  const date = httpDate(value, now);
  return date === null ? unreadableMs : Math.min(longestMs, Math.max(0, date - now));
}

/** An HTTP date in any of its three forms (RFC 9110, 5.6.7), as Unix milliseconds; null for other texts. */
function httpDate(text: string, now: number): number | null {
  const [, day, month = "", year = "", ...time] = usual.exec(text) ?? reordered(asctime.exec(text));
  const monthAt = months.indexOf(month);
  if (day === undefined || monthAt < 0 || monthAt % 3 !== 0) return null;
  const [hour, minute, second] = time.map(Number) as [number, number, number];
  return Date.UTC(fullYear(year, now), monthAt / 3, Number(day), hour, minute, second);
}

function reordered(match: RegExpExecArray | null): string[] {
  if (!match) return [];
  const [all, month, day, hour, minute, second, year] = match as unknown as string[];
  return [all, day, month, year, hour, minute, second] as string[];
}

/** Two digits mean a year that is at most 50 years in the future (RFC 9110, 5.6.7). */
function fullYear(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits);
  const near = 2_000 + Number(digits);
  return near > new Date(now).getUTCFullYear() + 50 ? near - 100 : near;
}
