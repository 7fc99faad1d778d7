import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { node, run, start } from "../processes/bench-child.ts";
import type { ReaderJob, ReaderResult } from "../readers/reader-job.ts";
import { readerRow } from "../readers/reader-row.ts";

/** (a) What TLS costs our engine: with a connection for each stream (HTTP/1.1), and with sessions that streams share (HTTP/2). */
export const engineOverTls: Bench = {
  name: "engine-tls",
  what: "1,000 streams at 4 events of 512 bytes a second: our engine over plain HTTP/1.1, HTTP/1.1 over TLS, and HTTP/2 over TLS",
  run: runAll,
};

const ways = [
  { who: "HTTP/1.1, plain", source: "plain", args: [] },
  { who: "HTTP/1.1 over TLS", source: "tls", args: [] },
  { who: "HTTP/2 over TLS", source: "h2", args: ["http2"] },
] as const;

async function runAll({ quick, out }: BenchOptions) {
  const job = {
    streams: quick ? 200 : 1_000,
    intervalMs: 250,
    eventBytes: 512,
    arriveMs: 2_000,
    settleMs: quick ? 1_000 : 6_000,
    events: quick ? 24 : 80,
  };
  const folder = path.join(out, "tls");
  mkdirSync(folder, { recursive: true });
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
  const { code, err } = await run("openssl", [...made, "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1"]);
  if (code !== 0) throw new Error(`openssl made no certificate: ${err}`);
  const rows: Row[] = [];
  const notes: string[] = [];
  let plain: number | null = null;
  for (const { who, source, args } of ways) {
    const sender = await start(node, [path.join(import.meta.dirname, "../source/lean-source.ts"), source, key, cert]);
    try {
      const own: ReaderJob = { ...job, url: sender.said.url as string, folder };
      const reader = path.join(import.meta.dirname, "../readers/engine-reader.ts");
      const limitMs = job.arriveMs + job.events * job.intervalMs + 30_000;
      const env = { NODE_EXTRA_CA_CERTS: cert };
      const child = await start(node, [reader, JSON.stringify(own), "chain", ...args], { limitMs, env });
      await child.stop();
      const result = child.said as unknown as ReaderResult;
      const stats = (await (await fetch(`${sender.said.stats}/stats`)).json()) as { loopDelayP99Ms: number };
      if (stats.loopDelayP99Ms > 50)
        notes.push(`While "${who}" was read, the source itself was late by ${short(stats.loopDelayP99Ms)} ms (p99).`);
      notes.push(`${who}: ${JSON.stringify(result.extra)}.`);
      plain ??= result.cpuMs / result.events;
      rows.push(readerRow(who, result, { plain }));
    } finally {
      await sender.stop();
    }
  }
  return { rows, notes };
}
