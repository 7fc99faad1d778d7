/**
 * Every way in which the harness refuses to go on: what happened, with the value; what to do; the exit code.
 *
 * All are in this one file, in the order of docs/errors.md, which a test compares with it.
 */
export const errors = {
  unknownScenario: (name: string, nearest: string) => ({
    code: "UNKNOWN_SCENARIO",
    message: `There is no scenario "${name}".`,
    hint: `Did you mean "${nearest}"? \`resume-gate list\` shows them all.`,
    exitCode: 2,
  }),
  badDescription: (file: string, what: string, hint: string) => ({
    code: "BAD_DESCRIPTION",
    message: `${file}: ${what}`,
    hint: `${hint} All fields: docs/describe-a-stream.md.`,
    exitCode: 2,
  }),
  badConfig: (file: string, what: string, hint: string) => ({
    code: "BAD_CONFIG",
    message: `${file}: ${what}`,
    hint: `${hint} All fields: docs/configuration.md.`,
    exitCode: 2,
  }),
  badUsage: (what: string, hint: string) => ({
    code: "BAD_USAGE",
    message: what,
    hint,
    exitCode: 2,
  }),
  noSuchFile: (path: string) => ({
    code: "NO_SUCH_FILE",
    message: `There is no ${path}.`,
    hint: "Check the path; `resume-gate run` writes histories to resume-gate-out/histories.",
    exitCode: 2,
  }),
  unwritable: (path: string, reason: string) => ({
    code: "OUT_UNWRITABLE",
    message: `Cannot write to ${path}: ${reason}.`,
    hint: "Name a folder that you may write to with --out.",
    exitCode: 2,
  }),
  resultsUnwritten: (path: string, reason: string) => ({
    code: "RESULTS_UNWRITTEN",
    message: `The results could not be written to ${path}: ${reason}.`,
    hint: "Make room there, and judge the recorded histories again: resume-gate check <the histories> --out <file elsewhere>.",
    exitCode: 3,
  }),
  redisUnreachable: (url: string, reason: string) => ({
    code: "REDIS_UNREACHABLE",
    message: `No Redis answers at ${url}: ${reason}.`,
    hint: "Start it, or leave REDIS_URL empty to use Docker or a local redis-server.",
    exitCode: 4,
  }),
  noRedis: (tried: string) => ({
    code: "NO_REDIS",
    message: `No Redis is available: ${tried}.`,
    hint: "Set REDIS_URL, start Docker, or install one: sudo apt-get install redis-server (macOS: brew install redis).",
    exitCode: 4,
  }),
  redisNotStarted: (how: string, reason: string) => ({
    code: "REDIS_NOT_STARTED",
    message: `Redis did not start (${how}): ${reason}.`,
    hint: "Read its output above; `--redis binary` and `--redis container` choose another way to run it.",
    exitCode: 4,
  }),
  serverNotStarted: (reason: string) => ({
    code: "SERVER_NOT_STARTED",
    message: `The reference server did not start: ${reason}.`,
    hint: "Start it by hand to see all of its output: npm run serve.",
    exitCode: 4,
  }),
  noSentinel: (reason: string) => ({
    code: "NO_SENTINEL",
    message: `This scenario needs its own primary, replica and Sentinel, which cannot be started: ${reason}.`,
    hint: "Install one, even where Docker runs Redis: sudo apt-get install redis-server (macOS: brew install redis).",
    exitCode: 4,
  }),
  noNginx: (reason: string) => ({
    code: "NO_NGINX",
    message: `This scenario needs a real nginx in front of the server, and there is none: ${reason}.`,
    hint: "Install one: sudo apt-get install nginx (macOS: brew install nginx).",
    exitCode: 4,
  }),
  packageMissing: (what: string, names: string, command: string) => ({
    code: "PACKAGE_MISSING",
    message: `${what} needs ${names}, which is not installed.`,
    hint: `Install it beside resume-gate: ${command}`,
    exitCode: 4,
  }),
  noK6: (file: string) => ({
    code: "NO_K6",
    message: `There is no k6 to run the plan: "${file}" was not found.`,
    hint: "Install it: go install go.k6.io/k6@v1.8.1, or name its file in RESUME_GATE_K6. The default engine needs none.",
    exitCode: 4,
  }),
  k6NotStarted: (reason: string) => ({
    code: "K6_NOT_STARTED",
    message: `k6 did not start: ${reason}.`,
    hint: "Version 1.0 or newer is needed (`k6 version`); what it printed is in resume-gate-out/logs.",
    exitCode: 4,
  }),
  noChromium: (file: string) => ({
    code: "NO_CHROMIUM",
    message: `There is no Chromium to open a page in: "${file}" was not found.`,
    hint: "Install one: sudo apt-get install chromium (macOS: brew install --cask google-chrome), or name its file in CHROMIUM.",
    exitCode: 4,
  }),
  pageAway: (url: string, seen: string) => ({
    code: "PAGE_AWAY",
    message: `The page ${url} could not be opened: ${seen}.`,
    hint: "Start the server that holds it; {url} in its address becomes the URL of the stream.",
    exitCode: 4,
  }),
  portTaken: (port: number) => ({
    code: "PORT_TAKEN",
    message: `Port ${port} is taken.`,
    hint: "Stop what listens there, or use --port 0 for any free port.",
    exitCode: 4,
  }),
  targetAway: (url: string, seen: string) => ({
    code: "TARGET_AWAY",
    message: `The target ${url} did not send a stream: ${seen}.`,
    hint: "Check the URL, that the server is up, and that it accepts the --header values.",
    exitCode: 4,
  }),
  targetNotStarted: (command: string, how: string, printed: string) => ({
    code: "TARGET_NOT_STARTED",
    message: `The command "${command}" did not start a server: it ${how}.${printed === "" ? "" : ` It printed: "${printed}".`}`,
    hint: "It gets its port in PORT. --ready names a URL that answers, or a text that is printed, once it is ready. All that it printed is in resume-gate-out/logs/target.log.",
    exitCode: 4,
  }),
  targetEnded: (command: string, how: string) => ({
    code: "TARGET_ENDED",
    message: `The command "${command}" ended while it was under load: it ${how}.`,
    hint: "What was recorded until then is judged. All that it printed is in resume-gate-out/logs/target.log.",
    exitCode: 3,
  }),
  targetUntrusted: (url: string, seen: string) => ({
    code: "TARGET_UNTRUSTED",
    message: `The certificate of the target ${url} is not trusted: ${seen}.`,
    hint: "Put the certificate of its authority (or its own, when it is self-signed) into a PEM file and set NODE_EXTRA_CA_CERTS=<file>.",
    exitCode: 4,
  }),
  targetCertificateWrong: (url: string, seen: string) => ({
    code: "TARGET_CERTIFICATE_WRONG",
    message: `The certificate of the target ${url} is not valid for it: ${seen}.`,
    hint: "Renew it, or use the host name in it. NODE_EXTRA_CA_CERTS does not help here.",
    exitCode: 4,
  }),
  targetWithoutHttp2: (url: string) => ({
    code: "TARGET_WITHOUT_HTTP2",
    message: `The target ${url} does not speak HTTP/2: it chose another protocol in the TLS handshake (ALPN).`,
    hint: "Leave --http2 out, or turn HTTP/2 on in the server, or in the proxy in front of it.",
    exitCode: 4,
  }),
  hookFailed: (what: string) => ({
    code: "HOOK_FAILED",
    message: `The target could not be given this face's settings: ${what}.`,
    hint: "The command's output is in resume-gate-out/logs. The variables RESUME_GATE_* tell it what to do (docs/your-server.md).",
    exitCode: 3,
  }),
  badHistory: (path: string, reason: string) => ({
    code: "BAD_HISTORY",
    message: `${path} is not a history that can be judged: ${reason}.`,
    hint: "Give a history that `resume-gate run` wrote, or the folder of them.",
    exitCode: 3,
  }),
  shardsMissing: (which: string) => ({
    code: "SHARDS_MISSING",
    message: `Some shards are missing: ${which}.`,
    hint: "Give the history of each shard once. The streams of a lost shard cannot be judged.",
    exitCode: 3,
  }),
  badResults: (path: string, reason: string) => ({
    code: "BAD_RESULTS",
    message: `The results in ${path} cannot be read: ${reason}.`,
    hint: "Give a perf-sse-live-results.json that `resume-gate run` or `resume-gate check --out` wrote.",
    exitCode: 2,
  }),
  datadogKeys: (missing: string) => ({
    code: "DATADOG_KEYS_MISSING",
    message: `Datadog needs ${missing}.`,
    hint: "Set it in the environment, with DD_SITE when the site is not datadoghq.com. It is never printed.",
    exitCode: 2,
  }),
  datadogRefused: (where: string, seen: string) => ({
    code: "DATADOG_REFUSED",
    message: `Datadog refused: ${where}: ${seen}.`,
    hint: "With 401 or 403 check DD_API_KEY, DD_APP_KEY, their permissions, and that DD_SITE is theirs.",
    exitCode: 2,
  }),
  datadogAway: (where: string, seen: string) => ({
    code: "DATADOG_AWAY",
    message: `Datadog gave no usable answer: ${where}: ${seen}.`,
    hint: "Try again later. What `datadog push` could not send is kept, and the next push sends it.",
    exitCode: 4,
  }),
  runAway: (run: string, seen: string) => ({
    code: "RUN_UNAVAILABLE",
    message: `The results of run ${run} could not be fetched: ${seen}.`,
    hint: "Install gh (cli.github.com), `gh auth login`, run it inside the repository or set GH_REPO; or download the artifact by hand and give --results.",
    exitCode: 4,
  }),
  sourceAway: (seen: string) => ({
    code: "SOURCE_AWAY",
    message: `Not every source could be asked: ${seen}.`,
    hint: "The findings above use the other sources, and this failure. Check the address, and that it can be reached from here.",
    exitCode: 4,
  }),
} as const;

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exitCode: number;
}

/** Thrown to refuse. Only the command line prints it. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.refusal = refusal;
  }
}

/** The exit code of a refusal by its code, or null for one that is not in the catalogue. */
export function exitCodeOf(code: string): number | null {
  const nothing = "" as never; // the makers only put their arguments into sentences
  for (const make of Object.values(errors) as ((...args: never[]) => Refusal)[]) {
    const refusal = make(nothing, nothing);
    if (refusal.code === code) return refusal.exitCode;
  }
  return null;
}
