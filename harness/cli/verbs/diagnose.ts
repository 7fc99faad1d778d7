import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { askRedis } from "../../diagnose/ask-redis.ts";
import { askTarget } from "../../diagnose/ask-target.ts";
import { downloadRun } from "../../diagnose/download-run.ts";
import type { Evidence, FaceEvidence } from "../../diagnose/evidence.ts";
import { facesInTrouble, facesOf, logsBeside } from "../../diagnose/faces-in-trouble.ts";
import { groupFindings } from "../../diagnose/group-findings.ts";
import { describeMissingCodes } from "../../diagnose/missing-codes.ts";
import { rank } from "../../diagnose/rank.ts";
import { readLogs } from "../../diagnose/read-logs.ts";
import { errors, RefusalError } from "../../errors.ts";
import { requirePeers } from "../../peers.ts";
import { header, httpUrl } from "../options/arguments.ts";
import { type Diagnosis, renderDiagnosis } from "../output/diagnosis-text.ts";
import { replayCommand } from "../output/findings-text.ts";
import { readResults } from "../output/read-results.ts";

interface DiagnoseOptions {
  readonly results?: string;
  readonly run?: string;
  readonly logs: readonly string[];
  readonly target: readonly URL[];
  readonly header?: Readonly<Record<string, string>>;
  readonly redis?: URL;
  readonly face?: string;
  readonly json?: true;
}

/** `resume-gate diagnose`: reads what there is, ranks the causes, and says how to mend and how to reproduce the first. */
export function diagnoseVerb(): Command {
  return new Command("diagnose")
    .description("rank the causes of failed resumes by what results, logs, a server and a Redis say")
    .option("--results <file>", "a results file; the logs beside it are read too")
    .option("--run <id>", "the number of a GitHub Actions run, whose artifact `gh` downloads", runId)
    .option("--logs <file>", "a server's log, one JSON object per line; may be repeated", collect, [])
    .option("--target <url>", "ask this instance's /healthz and /metrics; may be repeated", targets, [])
    .option("--header <'Name: value'>", "a header for each request to each --target; may be repeated", header)
    .option("--redis <url>", "ask this Redis (it is only read)", redisUrl)
    .option("--face <scenario.face>", "look only at this face of the results, even if it went as expected")
    .option("--json", "print as JSON")
    .action(diagnose);
}

async function diagnose(options: DiagnoseOptions): Promise<void> {
  const { results: given, run, logs, target, redis, json } = options;
  if (given === undefined && run === undefined && logs.length === 0 && target.length === 0 && !redis) {
    throw new RefusalError(errors.badUsage("There is no input to look at.", whatToGive));
  }
  if (options.header && target.length === 0) {
    throw new RefusalError(errors.badUsage("--header has no effect without a --target.", "Leave --header out."));
  }
  if (options.face !== undefined && given === undefined && run === undefined) {
    throw new RefusalError(
      errors.badUsage("--face has no effect without results.", "Give --results or --run, or leave --face out."),
    );
  }
  if (given !== undefined && run !== undefined) {
    throw new RefusalError(errors.badUsage("--results and --run name two different runs.", "Give one of them."));
  }
  if (redis) requirePeers("redis");
  const file = run === undefined ? given : await downloadRun(run, "resume-gate-out");
  const results = file === undefined ? null : readResults(file);
  const faces =
    results === null ? [] : options.face ? [oneFace(facesOf(results), options.face)] : facesInTrouble(results);
  const logFiles = [...(file === undefined ? [] : logsBeside(file, faces)), ...logs];
  const evidence: Evidence = {
    faces,
    logs: logFiles.length === 0 ? null : await logsOf(logFiles),
    targets: await Promise.all(target.map((url) => askTarget(url, options.header ?? {}))),
    redis: redis ? await askRedis(redis) : null,
  };
  const diagnosis: Diagnosis = {
    results,
    resultsFile: file ?? null,
    logFiles,
    evidence,
    found: groupFindings(faces),
    causes: rank(evidence),
  };
  process.stdout.write(json ? `${JSON.stringify(asJson(diagnosis), null, 2)}\n` : renderDiagnosis(diagnosis));
  const green = results !== null && faces.length === 0;
  const named = diagnosis.causes.some(({ likely }) => likely !== "hardly");
  process.exitCode = named || green ? 0 : 3;
  refuseWhatIsAway(evidence);
}

const whatToGive =
  "Give all that you have; more input gives a surer answer: --results perf-sse-live-results.json, --run <id of a GitHub Actions run>, " +
  "--logs <the server's log>, --target <the server's URL>, --redis <redis://…>.";

/** Comes after the ranking, because a source that cannot be reached is evidence, too. */
function refuseWhatIsAway({ targets, redis }: Evidence): void {
  const away = [
    ...targets.flatMap(({ url, away: seen }) => (seen === null ? [] : [`${url}: ${seen}`])),
    ...(redis?.away ? [`${redis.url}: ${redis.away.seen}`] : []),
  ];
  if (away.length > 0) throw new RefusalError(errors.sourceAway(away.join("; ")));
}

function oneFace(faces: readonly FaceEvidence[], wanted: string): FaceEvidence {
  const face = faces.find(({ id }) => id === wanted);
  if (face) return face;
  throw new RefusalError(
    errors.badUsage(`The results have no face "${wanted}".`, `They have: ${faces.map(({ id }) => id).join(", ")}.`),
  );
}

async function logsOf(files: readonly string[]) {
  try {
    return await readLogs(files);
  } catch (error) {
    const { code, message, path: file } = error as NodeJS.ErrnoException;
    throw new RefusalError(errors.badUsage(`The log ${file ?? ""} cannot be read: ${code ?? message}.`, whatToGive));
  }
}

function asJson({ results, resultsFile, logFiles, evidence, found: all, causes }: Diagnosis) {
  const { faces, logs, targets, redis } = evidence;
  return {
    looked_at: {
      results: resultsFile,
      run_id: results?.run_id ?? null,
      faces: faces.map(({ id }) => id),
      log_files: logFiles,
      log_lines: logs?.lines ?? 0,
      targets: targets.map(({ url, away }) => ({ url, away })),
      lacking: describeMissingCodes({ faces }),
      redis: redis ? { url: redis.url, away: redis.away?.seen ?? null } : null,
    },
    found: all.map((each) => ({ ...each, replay: replayCommand(each, resultsFile ?? "") })),
    causes,
  };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function targets(value: string, before: readonly URL[]): readonly URL[] {
  return [...before, httpUrl(value)];
}

function runId(text: string): string {
  const id = (/\/runs\/(\d{1,20})(?=\/|$)/.exec(text) ?? /(\d{1,20})$/.exec(path.posix.basename(text)))?.[1];
  if (id === undefined || !/^(https:\/\/.*\/)?\d+$/.test(text)) {
    throw new InvalidArgumentError("It must be the number of a run, as in its URL and in `gh run list`.");
  }
  return id;
}

function redisUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "redis:" && url.protocol !== "rediss:")) {
    throw new InvalidArgumentError("It must be a redis:// or rediss:// URL.");
  }
  return url;
}
