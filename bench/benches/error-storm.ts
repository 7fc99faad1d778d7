import path from "node:path";
import { signedToken } from "../../harness/protocols/draft-graph/signed-token.ts";
import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { node, run, start } from "../processes/bench-child.ts";
import type { LagResult } from "../processes/live-lag.ts";
import { type BenchServer, benchSecret, withServers } from "../processes/measured-servers.ts";

/** What many bad tokens do to streams that are running. */
export const errorStorm: Bench = {
  name: "errors",
  what: "300 live streams at 10 events a second, alone and while autocannon sends bad tokens over 20 connections, 500 a second and as fast as it can",
  run: runAll,
};

async function runAll({ quick }: BenchOptions) {
  const rows: Row[] = [];
  let quiet = 0;
  const lag = { streams: quick ? 30 : 300, events: quick ? 20 : 80, intervalMs: 100 };
  const storms = quick ? kinds.slice(0, 2) : kinds;
  await withServers({}, async ([server]) => {
    if (!server) throw new Error("There is no server.");
    const one = await measureLag({ url: server.url, ...lag, streams: 1 });
    for (const { who, status, rate } of storms) {
      const load = measureLag({ url: server.url, ...lag, schedule: one.schedule });
      const storm = status === null ? null : await errors(server, status, rate, quick ? 3 : 8);
      const { p50, p99, max, streams } = await load;
      quiet ||= p99;
      rows.push({
        who,
        "lag p99, times the first": short(p99 / quiet),
        "lag p50 ms": short(p50),
        "p99 ms": short(p99),
        "max ms": short(max),
        "streams whole": streams,
        "refusals/s": storm ? Math.round(storm.perSecond) : "–",
        answers: storm ? storm.answers : "–",
      });
    }
  });
  return {
    rows,
    notes: ["The lag is measured against the schedule, which all streams share. A single stream measured it before."],
  };
}

async function measureLag(job: object): Promise<LagResult> {
  const child = await start(node, [path.join(import.meta.dirname, "../processes/live-lag.ts"), JSON.stringify(job)], {
    limitMs: 60_000,
  });
  await child.stop();
  return child.said as unknown as LagResult;
}

const kinds: readonly { readonly who: string; readonly status: 401 | 404 | 410 | null; readonly rate: number }[] = [
  { who: "no storm", status: null, rate: 0 },
  { who: "forged tokens (401), 500/s", status: 401, rate: 500 },
  { who: "expired tokens (410), 500/s", status: 410, rate: 500 },
  { who: "unknown streams (404), 500/s", status: 404, rate: 500 },
  { who: "forged tokens (401), no limit", status: 401, rate: 0 },
];

async function errors({ url }: BenchServer, status: 401 | 404 | 410, rate: number, seconds: number) {
  const token = badToken(status, await signingKid(url));
  const cannon = path.join(import.meta.dirname, "../../node_modules/autocannon/autocannon.js");
  const limit = rate > 0 ? ["--overallRate", String(rate)] : [];
  const target = ["--method", "POST", "--header", `x-resume-token=${token}`, `${url}/assist/draft-graph/resume`];
  const { out, err } = await run(
    node,
    [cannon, "--json", "--connections", "20", "--duration", String(seconds), ...limit, ...target],
    { limitMs: 60_000 },
  );
  const text = out.trim() || err.trim().split("\n").at(-1) || "{}";
  const said = JSON.parse(text) as { duration: number; statusCodeStats: Record<string, { count: number }> };
  const answers = Object.entries(said.statusCodeStats);
  const total = answers.reduce((sum, [, { count }]) => sum + count, 0);
  return {
    perSecond: total / said.duration,
    answers: answers.map(([code, { count }]) => `${code} ×${count}`).join(", "),
  };
}

async function signingKid(url: string): Promise<string> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) });
  const { keys } = (await answer.json()) as { keys: readonly { kid: string; state: string }[] };
  return keys.find(({ state }) => state === "sign")?.kid ?? "";
}

function badToken(status: 401 | 404 | 410, kid: string): string {
  const expires_at = Math.floor(Date.now() / 1_000) + (status === 410 ? -600 : 600);
  const claims = { request_id: "00000000-0000-4000-8000-000000000000", step: "DRAFTING", seq: 1, expires_at, kid };
  return signedToken(claims, status === 401 ? "not the secret" : benchSecret);
}
