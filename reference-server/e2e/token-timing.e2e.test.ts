import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createRandom } from "../streams/text-pool.ts";
import { signToken, verifyToken } from "../tokens/token.ts";

/**
 * Whether a check takes longer when a signature is wrong in its last character than in its first: Welch's t over two
 * interleaved classes, the slowest tenth left out (O. Reparaz, J. Balasch, I. Verbauwhede, "Dude, is my code constant
 * time?", DATE 2017). Their rule: beyond 10 it surely is not.
 */
const surely = 10;
const samples = 40_000;

const key = { kid: "k", secret: "a-secret-for-this-measurement-only" };
const good = signToken({ request_id: "r", step: "DRAFTING", seq: 1, expires_at: 2_000_000_000 }, key);
const [body = "", signature = ""] = good.split(".");
const other = (character: string | undefined) => (character === "A" ? "Q" : "A");
/** As it comes from a socket: one flat string. Joined ones are slower to read, which this measurement sees. */
const flat = (text: string) => Buffer.from(text).toString("latin1");

/**
 * The t nearest to 0 of three measurements, each with strings of its own. A check that tells shows it in each; another program on the
 * machine, or where in memory a string stands, does not (seen: 13.8 once, on a busy machine).
 */
function surestT(check: (token: string) => unknown): number {
  const [a, b, c] = [tOf(check), tOf(check), tOf(check)] as const;
  const nearer = Math.abs(a) < Math.abs(b) ? a : b;
  return Math.abs(nearer) < Math.abs(c) ? nearer : c;
}

function tOf(check: (token: string) => unknown): number {
  const wrongFirst = flat(`${body}.${other(signature[0])}${signature.slice(1)}`);
  const wrongLast = flat(`${body}.${signature.slice(0, 41)}${other(signature[41])}${signature.slice(42)}`);
  const random = createRandom(7);
  const classes: [number[], number[]] = [[], []];
  for (let i = 0; i < 2 * samples; i++) {
    const which = random() < 0.5 ? 0 : 1;
    const token = which === 0 ? wrongFirst : wrongLast;
    const start = process.hrtime.bigint();
    for (let j = 0; j < 4; j++) check(token);
    classes[which].push(Number(process.hrtime.bigint() - start));
  }
  const all = [...classes[0], ...classes[1]].sort((a, b) => a - b);
  const slowest = all[Math.floor(all.length * 0.9)] as number;
  const [first, last] = classes.map((times) => moments(times.filter((time) => time <= slowest))) as [Moments, Moments];
  return (last.mean - first.mean) / Math.sqrt(last.variance / last.count + first.variance / first.count);
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

function moments(times: readonly number[]): Moments {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1);
  return { count: times.length, mean, variance };
}

describe("the time that a wrong signature takes", () => {
  test("does not tell where it is wrong", () => {
    expect(Math.abs(surestT((token) => verifyToken(token, [key])))).toBeLessThan(surely);
  });

  test("would tell, if the comparison stopped at the first difference (so the measurement can see it)", () => {
    const expected = createHmac("sha256", key.secret).update(body).digest("base64url");
    const stopsEarly = (token: string) => {
      const given = token.slice(body.length + 1);
      for (let i = 0; i < expected.length; i++) if (given.charCodeAt(i) !== expected.charCodeAt(i)) return false;
      return true;
    };
    expect(surestT(stopsEarly)).toBeGreaterThan(surely);
  });
});
