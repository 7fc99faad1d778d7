import { quoted } from "../../../reports/wording/reproduce-command.ts";
import { scenarios } from "../../../scenarios/scenarios.ts";
import type { Evidence } from "../../diagnose/evidence.ts";
import type { FindingGroup } from "../../diagnose/group-findings.ts";
import { describeMissingCodes } from "../../diagnose/missing-codes.ts";
import type { RankedCause } from "../../diagnose/rank.ts";
import type { Results } from "../../gate/results.ts";
import { foundText } from "./findings-text.ts";

export interface Diagnosis {
  readonly results: Results | null;
  readonly resultsFile: string | null;
  readonly logFiles: readonly string[];
  readonly evidence: Evidence;
  readonly found: readonly FindingGroup[];
  readonly causes: readonly RankedCause[];
}

/** The number of causes that are shown in full. Of the others, only the name is shown. */
const inFull = 3;

/** The diagnosis for a terminal: what was looked at, the first causes with their evidence, the fix, the command. */
export function renderDiagnosis(diagnosis: Diagnosis): string {
  const { causes } = diagnosis;
  const rest = causes.slice(inFull).map(({ cause, score }) => `${cause} (${score})`);
  return [
    "Looked at:",
    ...lookedAt(diagnosis).map((line) => `  ${line}`),
    "",
    ...foundText(diagnosis.found, diagnosis.resultsFile ?? ""),
    ...(causes.length === 0 ? nothingFound(diagnosis) : []),
    ...causes.slice(0, inFull).flatMap((cause, place) => [...causeText(cause, place, diagnosis), ""]),
    ...(rest.length > 0 ? [`Less likely: ${rest.join(", ")}`, ""] : []),
    ...next(diagnosis),
    "",
  ].join("\n");
}

function lookedAt({ results, resultsFile, logFiles, evidence }: Diagnosis): string[] {
  const { faces, logs, targets, redis } = evidence;
  const lacks = describeMissingCodes(evidence);
  return [
    ...(results ? [`results ${resultsFile}: ${results.verdict}, run ${results.run_id}, seed ${results.seed}`] : []),
    ...(faces.length > 0 ? [`faces ${faces.map(({ id }) => id).join(", ")}`] : []),
    ...(logs ? [`logs ${logFiles.length === 1 ? logFiles[0] : `${logFiles.length} files`}: ${logs.lines} lines`] : []),
    ...targets.map(
      ({ url, away, status, resumeMode }) => `target ${url}: ${away ?? `${status}, resume ${resumeMode}`}`,
    ),
    ...(lacks === null
      ? []
      : [`  ${lacks}`, "  (`resume-gate check` on the histories judges again and adds what can be added.)"]),
    ...(redis ? [`Redis ${redis.url}: ${redis.away?.seen ?? redisLine(redis)}`] : []),
  ];
}

function redisLine({
  role,
  pingMs,
  usedBytes,
  maxBytes,
  policy,
  evictedKeys,
  keys,
  allKeys,
}: NonNullable<Evidence["redis"]>): string {
  const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  const limit = maxBytes === null ? ", maxmemory unknown" : maxBytes === 0 ? ", no maxmemory" : ` of ${mib(maxBytes)}`;
  const noKeys = allKeys ? "no keys of ours" : "no key of ours among those that were looked at";
  const counts = Object.entries(keys).map(([prefix, count]) => `${prefix}:* ${count}`);
  return [
    `${role ?? "role unknown"}, PING ${pingMs} ms`,
    `${usedBytes === null ? "memory unknown" : mib(usedBytes)}${limit} (${policy ?? "policy unknown"})`,
    `${evictedKeys ?? "an unknown number"} evicted`,
    counts.length > 0 ? `${counts.join(", ")}${allKeys ? "" : " and more"}` : noKeys,
  ].join("; ");
}

function causeText({ cause, likely, score, sightings }: RankedCause, place: number, diagnosis: Diagnosis): string[] {
  const scenario = scenarios.find(({ name }) => name === cause);
  const words = { very: "very likely", perhaps: "possible", hardly: "hardly" }[likely];
  return [
    `${place + 1}. ${cause}: ${words} (${score})`,
    `   ${scenario?.cause ?? ""}`,
    ...sightings.map(({ saw }) => `   - ${saw}`),
    `   Fix: ${scenario?.fix ?? "see docs/runbook.md"}`,
    ...(place === 0
      ? [`   Reproduce: ${reproduceText(cause, diagnosis)}`]
      : [`   Reproduce: npx --no-install resume-gate run ${cause}`]),
  ];
}

/** The command for the same run if it is known, and in any case the command for the cause alone. */
function reproduceText(cause: string, { resultsFile, evidence }: Diagnosis): string {
  const alone = `npx --no-install resume-gate run ${cause}`;
  if (resultsFile === null || evidence.faces.length === 0) return alone;
  const face = evidence.faces.length === 1 ? ` --face ${evidence.faces[0]?.id}` : "";
  return `npx --no-install resume-gate reproduce ${quoted(resultsFile)}${face}\n   The cause alone: ${alone}`;
}

function nothingFound({ results, evidence, found }: Diagnosis): string[] {
  if (results && evidence.faces.length === 0) {
    return ["The results are as expected, so there is no cause to look for. (--face looks at one face anyway.)", ""];
  }
  return [
    `${found.length > 0 ? "None of it" : "Nothing here"} looks like a cause that the runbook knows. If users are affected, set SSE_RESUME_MODE=snapshot (runbook, 5).`,
    "",
  ];
}

/** Which further input would separate the first two causes, or make the first one surer. */
function next({ evidence, causes }: Diagnosis): string[] {
  const [first, second] = causes;
  const sure = first !== undefined && first.score >= 5 && (second === undefined || first.score - second.score >= 2);
  const missing = [
    ...(evidence.logs ? [] : ["--logs"]),
    ...(evidence.targets.length > 0 ? [] : ["--target"]),
    ...(evidence.redis ? [] : ["--redis"]),
  ];
  if (sure || missing.length === 0 || causes.length === 0) return [];
  const why = second === undefined ? "Surer" : `To tell ${first?.cause} from ${second.cause}, or to be surer`;
  return [`${why}: give ${missing.join(", ")} as well.`];
}
