import { readFile } from "node:fs/promises";
import type { Instance } from "autocannon";
import { signedToken } from "../protocols/draft-graph/signed-token.ts";
import { until } from "../wait.ts";
import { Disproved, type FaultMaker } from "./fault.ts";

/** The longest storm, in seconds; it is stopped when its fault ends. */
const longestSec = 3_600;

/** What is wrong with the requests, and the only statuses that may answer them (contract, Resume). */
const kinds = ["forged", "malformed", "expired", "unknown stream"] as const;
const expected: readonly string[] = ["401", "404", "410"];

/**
 * Sends bad tokens at `options.rate` a second with autocannon: forged and malformed ones (401), expired ones (410), and good ones
 * of an unknown stream (404). It is a monitor too: every answer must have one of these statuses. Whether live streams suffer is
 * judged by their own records.
 */
export const badTokenStorm: FaultMaker = ({ options }, { instances, keyringFile }) => {
  const { rate = 300, connections = 10 } = options ?? {};
  const answers = new Map<string, number>();
  let storm: Instance | null = null;
  let failed = 0;
  const total = () => [...answers.values()].reduce((sum, count) => sum + count, 0);
  const wrong = () => [...answers].reduce((sum, [status, count]) => (expected.includes(status) ? sum : sum + count), 0);
  const seen = () => ({ code: "bad-tokens-answered", answers: total(), wrong: wrong(), unanswered: failed }) as const;
  const observed = () => {
    const counts = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([status, count]) => `${status} ×${count}`);
    return `${total()} bad tokens refused, up to ${rate} a second: ${counts.join(", ")}${failed > 0 ? `, ${failed} without an answer` : ""}`;
  };
  return {
    name: "bad-token-storm",
    async start(signal) {
      const tokens = await badTokens(keyringFile);
      const requests = tokens.map((token) => ({
        method: "POST" as const,
        path: "/assist/draft-graph/resume",
        headers: { "x-resume-token": token },
      }));
      const options = { url: instances[0] as string, connections, overallRate: rate, duration: longestSec, requests };
      const { default: autocannon } = await import("autocannon"); // only this fault needs it
      storm = autocannon(options, () => {}); // its own counts are not used: answers are counted below
      storm.on("response", (_client, status) => {
        answers.set(String(status), (answers.get(String(status)) ?? 0) + 1);
      });
      storm.on("reqError", () => failed++);
      const all = async () => expected.every((status) => answers.has(status));
      const afterMs = await until("a bad token of each kind to be refused", all, { limitMs: 10_000, signal });
      return { seen: seen(), observed: observed(), afterMs };
    },
    async check() {
      storm?.stop();
      if (wrong() > 0 || failed > 0) throw new Disproved(observed(), seen());
      return { seen: seen(), observed: observed(), afterMs: 0 };
    },
    async end() {
      storm?.stop();
    },
  };
};

/** A token of each kind, signed with the current key where it needs a good signature. */
async function badTokens(keyringFile: string): Promise<string[]> {
  const { keys } = JSON.parse(await readFile(keyringFile, "utf8")) as {
    keys: readonly { readonly kid: string; readonly secret: string; readonly state: string }[];
  };
  const key = keys.find(({ state }) => state === "sign");
  if (!key) throw new Error(`No key signs in ${keyringFile}.`);
  const now = Math.floor(Date.now() / 1_000);
  const token = (expiresAt: number, secret = key.secret) => {
    const claims = { request_id: "00000000-0000-4000-8000-000000000000", step: "DRAFTING", seq: 1 };
    return signedToken({ ...claims, expires_at: expiresAt, kid: key.kid }, secret);
  };
  const far = now + longestSec;
  const made: Record<(typeof kinds)[number], string> = {
    forged: token(far, "not the secret"),
    malformed: "this-is-no-token",
    expired: token(now - longestSec),
    "unknown stream": token(far),
  };
  return kinds.map((kind) => made[kind]);
}
