import type { FaultSeen } from "../gate/results.ts";
import type { Evidence } from "./evidence.ts";

/** What several rules need: answers, findings and the server's counts. */
export interface Signals {
  /** Answers of all faces together, or the server's own counts when no results were given. */
  readonly attempts: number;
  /** What `attempts` counts, for sentences: a log at its usual level names no resume that succeeded. */
  readonly attemptsAre: string;
  readonly answers: Readonly<Record<string, number>>;
  /** How often the server reported that it lost Redis. */
  readonly redisUnavailable: number;
  /** How often the server reported that it trimmed a buffer. */
  readonly serverTrimmed: number;
  /** The findings in the results, counted by kind. */
  readonly findings: Readonly<Record<string, number>>;
  /** What faults and monitors saw, each with its sentence, which is only cited. */
  readonly seen: readonly { readonly seen: FaultSeen; readonly observed: string }[];
}

export function signalsOf(evidence: Evidence): Signals {
  const { faces, logs, targets } = evidence;
  const telemetry = addUp(faces.map(({ result }) => result.telemetry));
  const metrics = addUp(targets.map((target) => target.metrics));
  const counted = (name: string, metric: string) =>
    Math.max(telemetry[name] ?? 0, logs?.events[name] ?? 0, sumOf(metrics, metric));
  const { answers, areAll } =
    faces.length > 0
      ? { answers: addUp(faces.map(({ result }) => result.answers)), areAll: true }
      : serverAnswers(evidence, metrics);
  return {
    attempts: sumOfCounts(answers),
    attemptsAre: areAll ? "answers to resumes" : "refusals and partial recoveries in the log",
    answers,
    redisUnavailable: Math.max(
      telemetry["assist.sse.redis_unavailable"] ?? 0,
      sumOfCounts(logs?.awayCauses ?? {}), // the event's own count has the end of each outage too
      sumOf(metrics, "assist_sse_redis_unavailable"),
    ),
    serverTrimmed: counted("assist.sse.buffer_trimmed", "assist_sse_buffer_trimmed"),
    findings: addUp(
      faces.map(({ result }) => addUp(result.findings.map(({ kind }): Record<string, number> => ({ [kind]: 1 })))),
    ),
    seen: faces.flatMap(({ result }) =>
      result.faults.flatMap(({ seen, observed }) => (seen ? [{ seen, observed: observed ?? seen.code }] : [])),
    ),
  };
}

/** The status that belongs to a code (contract, Errors). */
const statusOf: Readonly<Record<string, string>> = {
  RESUME_TOKEN_EXPIRED: "410",
  RESUME_TOKEN_INVALID: "401",
  STREAM_STATE_NOT_FOUND: "404",
  BUFFER_TRIMMED: "410",
  RATE_LIMITED: "429",
  SHUTTING_DOWN: "503",
};

/** The server's own counts, for when there are no results: its metrics, or else its log lines, which are not all answers. */
function serverAnswers(
  { logs }: Evidence,
  metrics: Readonly<Record<string, number>>,
): { answers: Record<string, number>; areAll: boolean } {
  const attempts = sumOf(metrics, "assist_sse_resume_attempt");
  const refused: Record<string, number> = {};
  const add = (code: string, count: number) => {
    if (count > 0) refused[`${statusOf[code] ?? "4xx"} ${code}`] = count;
  };
  if (attempts > 0) {
    add("RESUME_TOKEN_EXPIRED", sumOf(metrics, "assist_sse_resume_expired"));
    for (const [name, count] of Object.entries(metrics)) {
      const code = /^assist_sse_resume_rejected\{code="(\w+)"\}$/.exec(name)?.[1];
      if (code) add(code, count);
    }
    const partial = sumOf(metrics, "assist_sse_partial_recovery");
    if (partial > 0) refused["200 partial"] = partial;
    const rest = attempts - sumOfCounts(refused);
    return { answers: rest > 0 ? { ...refused, "200": rest } : refused, areAll: true };
  }
  if (!logs) return { answers: {}, areAll: true };
  for (const [code, count] of Object.entries(logs.refused)) add(code, count);
  const partial = logs.events["assist.sse.partial_recovery"] ?? 0;
  return { answers: partial > 0 ? { ...refused, "200 partial": partial } : refused, areAll: false };
}

/** The sum over all labels of one metric. */
export function sumOf(metrics: Readonly<Record<string, number>>, name: string): number {
  return Object.entries(metrics).reduce(
    (sum, [key, value]) => (key === name || key.startsWith(`${name}{`) ? sum + value : sum),
    0,
  );
}

export function sumOfCounts(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const record of records) for (const [key, count] of Object.entries(record)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
