import type { RunInfo } from "../../history/run-info.ts";
import { describedProtocol } from "../../protocols/description/described-protocol.ts";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import { startEventSourceServer } from "../event-source-server.ts";
import { liars } from "../liars.ts";
import { liarFace, usual } from "../load-of-liar.ts";
import { startProxy } from "../proxy/proxy.ts";
import { type Row, toolsFor } from "../run-liar.ts";
import { runProxiedFace } from "../run-proxied-face.ts";
import { accusation, type Seen } from "../verdict-of-row.ts";
import { eventSourceWire } from "../wires/event-source.ts";
import { expected, honestWays } from "./expected.ts";
import { descriptionOf, type ProofName, proofColumns, type Way } from "./proof-columns.ts";
import { type ProofLiar, proofLiars } from "./proof-liars.ts";

/** One liar before one proof. */
export interface ProofCase {
  /** For example `witness/drop-at-seam`. */
  readonly name: string;
  readonly proof: ProofName;
  readonly liar: ProofLiar;
  /** A cell of the table, or `honest`: nothing may be found. */
  readonly expected: string;
  readonly way: Way;
}

const byName = new Map<string, ProofLiar>([...liars, ...proofLiars].map((liar) => [liar.name, liar]));

function liarOf(name: string): ProofLiar {
  const liar = byName.get(name);
  if (!liar) throw new Error(`There is no liar "${name}".`);
  return liar;
}

/** Every cell of the table, and the honest ways. */
export function proofCases(): readonly ProofCase[] {
  const lies = Object.entries(expected).flatMap(([name, cells]) =>
    (Object.keys(proofColumns) as ProofName[])
      .filter((proof) => cells[proof] !== "none")
      .map((proof) => ({ name: `${proof}/${name}`, proof, liar: liarOf(name), expected: cells[proof], way: {} })),
  );
  const honest = Object.entries(honestWays).flatMap(([kind, { liars: names, way, proofs }]) =>
    names.flatMap((name) =>
      (proofs as readonly ProofName[]).map((proof) => ({
        name: `${proof}/${name}${kind === "usual" ? "" : `/${kind}`}`,
        proof,
        liar: liarOf(name),
        expected: "honest",
        way: way as Way,
      })),
    ),
  );
  return [...lies, ...honest];
}

export interface ProofRun {
  readonly run: RunInfo;
  readonly seed: number;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Cases that run side by side, because they mostly wait. */
const width = 8;

/** Runs each liar in front of an honest `event-source` server and compares the findings with the table. Needs no Redis. */
export async function runProofs(cases: readonly ProofCase[], options: ProofRun): Promise<readonly Row[]> {
  const server = await startEventSourceServer();
  const rows: (Row | undefined)[] = [];
  try {
    await warmUp(server.url, options);
    await inParallel(cases.length, width, async (number) => {
      if (options.signal.aborted) return "stop";
      const row = await runCase(cases[number] as ProofCase, server.url, options);
      if (!options.signal.aborted) rows[number] = row;
      return null;
    });
  } finally {
    await server.close();
  }
  return rows.filter((row) => row !== undefined);
}

/** Runs one case before all others: while code is still being compiled clients come late, and a liar finds no stream to lie to. */
async function warmUp(upstream: URL, options: ProofRun): Promise<void> {
  const [first] = proofCases().filter(({ expected }) => expected === "honest");
  if (first && !options.signal.aborted) await runCase({ ...first, name: "warm-up" }, upstream, options);
}

async function runCase(
  { name, proof, liar, expected: wanted, way }: ProofCase,
  upstream: URL,
  { run, seed, folder, signal }: ProofRun,
): Promise<Row> {
  const started = performance.now();
  const { tools, seenPayloads, lies } = toolsFor(name, { wire: eventSourceWire }, seed);
  const between = { wire: eventSourceWire, lie: liar.lie(tools), seenPayloads };
  const load = liar.load ?? {};
  const description = descriptionOf(proof, load.events ?? usual.events, usual.intervalMs, way);
  const judged = await runProxiedFace({
    run,
    face: liarFace(name.replaceAll("/", "-"), load, seed),
    protocol: describedProtocol(proof, description),
    ...(load.exchange === undefined ? {} : { exchange: load.exchange }),
    secret: "",
    folder,
    signal,
    startProxies: async () => [await startProxy(upstream, between)],
  });
  const seen = { ...judged, lies: lies() };
  return {
    name,
    says: liar.says,
    expected: wanted === "honest" ? "nothing" : wanted,
    found: [...judged.found].map(([kind, count]) => `${kind} ×${count}`).join(", ") || "nothing",
    lies: seen.lies,
    ms: Math.round(performance.now() - started),
    objection: objectionTo(wanted, seen),
    example: judged.result.findings[0]?.text ?? null,
  };
}

function objectionTo(wanted: string, seen: Seen): string | null {
  const { result, found, lies } = seen;
  if (result.ended !== "complete") return `The run did not end as it should: ${result.reasons.join(" ")}`;
  if (lies === 0) return "It did not lie, so this proves nothing.";
  if (wanted === "honest") return accusation(seen);
  if (wanted === "unseen") {
    return found.size === 0 ? null : `The table says "unseen", but this was found: ${[...found.keys()].join(", ")}.`;
  }
  const [first = "", ...others] = wanted.split("+");
  const kinds = [...found.keys()] as string[];
  if (!kinds.includes(first)) return `Missed: there is no finding "${first}".`;
  const wrong = kinds.filter((kind) => kind !== first && !others.includes(kind));
  if (wrong.length > 0) return `Misnamed: also found ${wrong.join(", ")}.`;
  return result.verdict === "fail" ? null : `Missed: the face's verdict is ${result.verdict}.`;
}
