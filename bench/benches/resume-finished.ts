import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { type Bench, type BenchOptions, type Row, short, skipped } from "../bench-types.ts";
import { isInstalled, run } from "../processes/bench-child.ts";
import { withServers } from "../processes/measured-servers.ts";
import { withNchan } from "../processes/nchan-in-nginx.ts";

/** (c) Replays of finished streams over plain HTTP: our server beside nchan, a message store in C inside nginx. */
export const resumeFinished: Bench = {
  name: "replay",
  what: "replays of a finished stream of 40 events of 512 bytes, 50 connections: autocannon and wrk against ours, wrk against nchan",
  run: runAll,
};

const events = 40;
const eventBytes = 512;
const connections = 50;

async function runAll({ quick, out }: BenchOptions) {
  const seconds = quick ? 2 : 8;
  const rows: Row[] = [];
  const notes: string[] = [];
  const wrk = await isInstalled("wrk");
  if (!wrk) notes.push(skipped("wrk", "sudo apt-get install wrk"));
  let base = 0;
  await withServers({}, async ([server]) => {
    if (!server) throw new Error("There is no server.");
    const url = `${server.url}/assist/draft-graph`;
    const { token, bytes } = await finishedStream(url);
    const cannon = await autocannon({
      url: `${url}/resume`,
      method: "POST",
      connections,
      duration: seconds,
      headers: { "x-resume-token": token },
    });
    base = cannon.requests.average;
    rows.push(
      rowOf("ours, by autocannon", base, base, cannon.latency.p50, cannon.latency.p99, cannon.errors + cannon.non2xx),
    );
    if (wrk) {
      const script = path.join(out, "resume.lua");
      writeFileSync(script, `wrk.method = "POST"\nwrk.headers["X-Resume-Token"] = "${token}"\n`);
      const seen = await runWrk(wrk, seconds, `${url}/resume`, ["-s", script]);
      rows.push(rowOf("ours, by wrk", seen.rate, base, seen.p50, seen.p99, seen.errors));
    }
    notes.push(`One of our replays is ${bytes.toLocaleString("en")} bytes.`);
  });
  if (wrk) {
    const nchan = await withNchan(out, { messages: events, bytes: eventBytes }, async (url, bytes) => {
      notes.push(
        `One of nchan's is ${bytes.toLocaleString("en")} bytes; its messages lie in nginx's own memory, without a token, a limit of bytes or another process.`,
      );
      return runWrk(wrk, seconds, url, []);
    });
    if (nchan === null) notes.push(skipped("nchan", "sudo apt-get install nginx libnginx-mod-nchan"));
    else rows.push(rowOf("nchan in nginx, by wrk", nchan.rate, base, nchan.p50, nchan.p99, nchan.errors));
  }
  return { rows, notes };
}

function rowOf(who: string, rate: number, base: number, p50: number, p99: number, errors: number): Row {
  return {
    who,
    "replays/s, times the first": short(rate / base),
    "replays/s": Math.round(rate),
    "p50 ms": short(p50),
    "p99 ms": short(p99),
    errors,
  };
}

/** Runs one stream to its end. @returns its token, and the size of its replay */
async function finishedStream(url: string): Promise<{ token: string; bytes: number }> {
  const body = JSON.stringify({
    brief: "x".repeat(40),
    flags: { reference: { events, interval_ms: 0, event_bytes: eventBytes, seed: 1 } },
  });
  const text = await (
    await fetch(`${url}/stream`, { method: "POST", body, headers: { "content-type": "application/json" } })
  ).text();
  const token = /"token":"([^"]+)"/.exec(text)?.[1];
  if (!token) throw new Error("The stream brought no token.");
  await sleep(300); // its last events are still on their way to Redis
  const replay = await fetch(`${url}/resume`, { method: "POST", headers: { "x-resume-token": token } });
  const bytes = (await replay.arrayBuffer()).byteLength;
  if (replay.status !== 200 || bytes < events * eventBytes)
    throw new Error(`The replay brought ${replay.status} and ${bytes} bytes.`);
  return { token, bytes };
}

async function runWrk(wrk: string, seconds: number, url: string, more: readonly string[]) {
  const { out } = await run(wrk, ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", ...more, url], {
    limitMs: (seconds + 20) * 1_000,
  });
  const ms = (name: string) => {
    const [, value, unit] = new RegExp(`${name}\\s+([\\d.]+)(us|ms|s)`).exec(out) ?? [];
    return Number(value) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1);
  };
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1] ?? 0);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0);
  return { rate, p50: ms("50%"), p99: ms("99%"), errors: bad };
}
