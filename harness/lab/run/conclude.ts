import type { ClientRow } from "../../../rows/client/row.ts";
import type { LabRecord } from "../history/records.ts";
import type { ClientVerdict } from "../judge/findings.ts";
import type { Reference } from "../reference/find-reference.ts";
import { CLIENT_RESULTS, type ClientResults, type ClientRowResult, type ClientRowVerdict } from "../results.ts";
import type { NotOffered } from "../wires/wire.ts";

export interface JudgedRow {
  readonly row: ClientRow;
  readonly records: readonly LabRecord[];
  readonly verdict: ClientVerdict;
  readonly history: string;
}

export interface RunFacts {
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly protocol: string;
  readonly notOffered?: readonly NotOffered[];
  readonly client: string;
  /** What reference servers were started with; or, as a sentence, why there were none. */
  readonly reference?: Reference;
  readonly interrupted: boolean;
}

/** The results of all rows together. */
export function conclude(judged: readonly JudgedRow[], facts: RunFacts): ClientResults {
  const rows = judged.map(rowResult);
  const of = (verdict: ClientRowVerdict) => rows.filter((row) => row.verdict === verdict);
  const failed = of("fail");
  const unclear = of("inconclusive");
  const nothing = of("pass").length === 0;
  const isUnclear = unclear.length > 0 || nothing || facts.interrupted; // rows may be missing
  const verdict = failed.length > 0 ? "fail" : isUnclear ? "inconclusive" : "pass";
  const everywhere = rows[0]?.not_judged.filter((each) => rows.every((row) => row.not_judged.includes(each))) ?? [];
  return {
    schema: CLIENT_RESULTS,
    run_id: facts.id,
    started_at: facts.startedAt,
    duration_ms: facts.durationMs,
    seed: facts.seed,
    protocol: facts.protocol,
    client: facts.client,
    verdict,
    exit_code: facts.interrupted ? 130 : verdict === "fail" ? 1 : verdict === "pass" ? 0 : 3,
    reasons: [
      ...failed.map(({ name, findings }) => `${name}: ${findings[0]?.kind}: ${findings[0]?.text}`),
      ...unclear.map(({ name, reason }) => `${name}: ${reason}`),
      ...(facts.interrupted ? ["The run was interrupted, so rows may be missing."] : []),
      ...(nothing && failed.length + unclear.length === 0 && !facts.interrupted
        ? ["No row has a verdict of its own."]
        : []),
    ],
    summary: {
      pass: of("pass").length,
      fail: failed.length,
      "left open": of("left open").length,
      inconclusive: unclear.length,
    },
    rows,
    ...(facts.notOffered?.length ? { not_offered: facts.notOffered } : {}),
    ...answered(rows, facts.reference),
    not_judged: everywhere,
  };
}

/** Who answered, where a reference server can. */
function answered(rows: readonly ClientRowResult[], reference: Reference | undefined): Pick<ClientResults, "answered"> {
  if (!rows.some(({ cause }) => cause !== undefined) || reference === undefined) return {};
  const causes = [...new Set(rows.flatMap(({ cause }) => cause ?? []))].join(", ");
  if (typeof reference === "string") {
    return { answered: [`Played by the lab, as the contract says: ${causes}. ${reference}`.trim()] };
  }
  const others = rows.some(({ cause }) => cause === undefined) ? ["Played by the lab: all other rows."] : [];
  return {
    answered: [`Answered by the reference server, on Redis (${reference.provider.describe}): ${causes}.`, ...others],
  };
}

function rowResult({ row, records, verdict, history }: JudgedRow): ClientRowResult {
  const count = (k: LabRecord["k"]) => records.filter((record) => record.k === k).length;
  const last = records.at(-1);
  return {
    name: row.name,
    theme: row.theme,
    ...(row.cause === undefined ? {} : { cause: row.cause, answered_by: answeredBy(records) }),
    ...(row.face === undefined ? {} : { face: row.face }),
    does: row.does,
    must: row.must,
    verdict: verdict.verdict,
    findings: verdict.findings.map(({ kind, text, at, request }) => ({
      kind,
      text,
      at_ms: at,
      ...(request === undefined ? {} : { request: request + 1 }),
    })),
    left_open: verdict.leftOpen,
    not_judged: verdict.notJudged,
    reason: verdict.reason,
    requests: count("req"),
    sent: records.filter((record) => record.k === "sent" && record.data !== null).length,
    delivered: count("got"),
    duration_ms: last && "at" in last ? last.at : 0,
    history,
  };
}

function answeredBy([head]: readonly LabRecord[]): NonNullable<ClientRowResult["answered_by"]> {
  return head?.k === "head" && head.answeredBy !== undefined ? head.answeredBy : "lab";
}
