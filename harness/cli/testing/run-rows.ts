import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { validateResults } from "../../../reports/validate-results.ts";
import { verdictWord } from "../../../reports/wording/row-words.ts";
import { makeCertificate } from "../../engine/testing/certificate.ts";
import type { Results } from "../../gate/results.ts";
import type { RunFault } from "./faults-of-runs.ts";
import { startHttp2Front } from "./http2-front.ts";
import { runResumeGate } from "./run-resume-gate.ts";
import { startRunServer } from "./server-of-runs.ts";

const byId = {
  session: { post: "/sessions", json: {}, take: { session: "/id" } },
  create: { post: "/runs", json: { marker: "{marker}", kind: "{kind}", session: "{session}" }, take: { run: "/id" } },
  open: { get: "/runs/{run}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  gone: [{ status: 410 }],
  proof: [{ number: "/n", from: 1 }, { marker: "/m" }],
  workloads: { burst: { kind: "burst" }, idle: { kind: "idle" } },
};

/** Two protocols of the same server of runs. */
export const ways: Readonly<Record<string, object>> = {
  byId,
  since: { ...byId, cursor: { from: { data: "/n" }, send: { query: "since" } } },
};

export interface RowRun {
  readonly folder: string;
  readonly way: string;
  readonly fault?: RunFault;
  readonly args?: readonly string[];
  /** Something that speaks HTTP/2 over TLS stands before the server. */
  readonly http2?: true;
}

/** Runs rows against a server of runs. @returns each row's verdict as people read it */
export async function runRows({ folder, way, fault, args = [], http2 }: RowRun) {
  const server = await startRunServer(fault?.make());
  const certificate = http2 ? makeCertificate(folder) : null;
  const front = certificate ? await startHttp2Front(server.url, certificate) : null;
  const out = path.join(folder, `${way}-${fault?.name.replaceAll(/\W+/g, "-") ?? "correct"}${http2 ? "-h2" : ""}`);
  writeFileSync(`${out}.json`, JSON.stringify(ways[way]));
  const target = ["--target", front?.url ?? server.url, ...(http2 ? ["--http2"] : [])];
  const own = ["run", ...target, "--protocol", `${out}.json`, "--with", "kind=plain", "--out", out];
  const env: Record<string, string> = certificate ? { NODE_EXTRA_CA_CERTS: certificate.file } : {};
  const { err } = await runResumeGate([...own, "--seed", "5", ...args], { cwd: folder, env });
  front?.close();
  server.close();
  const results = JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  const problems = validateResults(results);
  if (problems.length > 0) throw new Error(`${problems.join("; ")}\n${err}`);
  const verdicts = Object.fromEntries(results.scenarios.map((row) => [row.name, verdictWord(row)]));
  return { results, verdicts };
}
