import { Command } from "commander";
import { errors, RefusalError } from "../../errors.ts";
import { freePort } from "../../free-port.ts";
import type { ExitCode } from "../../gate/results.ts";
import type { Pace } from "../../plan/adjust.ts";
import { profiles } from "../../plan/profiles.ts";
import { type ChosenFace, chooseFaces } from "../../run/choice/choose-faces.ts";
import { drawSeed, highestSeed } from "../../run/draw-seed.ts";
import { loadProtocol } from "../../run/load-protocol.ts";
import { prepareOut } from "../../run/out-folder.ts";
import type { FaceProgress } from "../../run/progress.ts";
import type { RunRequest } from "../../run/request.ts";
import { run } from "../../run/run.ts";
import { requiredPrograms } from "../../stage/required-programs.ts";
import {
  duration,
  header,
  httpUrl,
  namedValue,
  oneOf,
  positiveNumber,
  redisChoice,
  rowNames,
  shard,
  traceUrl,
  wholeNumber,
} from "../options/arguments.ts";
import type { RunOptions } from "../options/run-options.ts";
import { shardOfEnvironment } from "../options/shard-of-environment.ts";
import { type Asked, withConfig } from "../options/with-config.ts";
import { openPage } from "../output/open-live-page.ts";
import { printOutcome } from "../output/print-outcome.ts";
import { showProgress } from "../output/show-progress.ts";
import { untilSignal } from "../output/until-signal.ts";

/** `resume-gate run`: runs scenarios, judges them, writes the results, and exits with the verdict. */
export function runVerb(): Command {
  return new Command("run")
    .description("run scenarios and judge them (all scenarios of the profile, unless some are named)")
    .argument("[scenario...]", "names of scenarios from `resume-gate list`")
    .option("--profile <name>", "how much load: pr, nightly or soak", oneOf(profiles.map((p) => p.name)), "pr")
    .option("--seed <number>", "the plan's seed (default: drawn at random and printed)", wholeNumber(0, highestSeed))
    .option("--out <folder>", "the folder for the results and histories", ".")
    .option("--redis <how>", "which Redis to use: auto, container, binary, or a redis:// URL", redisChoice, "auto")
    .option(
      "--target <url>",
      "load your own server instead; connections are only cut, unless there are fault commands",
      httpUrl,
    )
    .option("--command <command>", "a shell command that starts the target, which gets its port in PORT (docs/rows.md)")
    .option(
      "--ready <url|text>",
      "for --command: a URL that answers, or a text that is printed, once it is ready (default: its port takes connections)",
    )
    .option("--env <NAME=value>", "an environment variable for --command; may be repeated", namedValue)
    .option(
      "--protocol <name|file>",
      "the target's protocol: a name, or a description (docs/describe-a-stream.md; default: the draft-graph contract)",
    )
    .option("--with <name=value>", "a value for the protocol; may be repeated", namedValue)
    .option("--rows <names>", "for --target: names of rows, separated by commas (docs/rows.md; default: all)", rowNames)
    .option(
      "--config <file>",
      "the configuration file (default: the nearest resume-gate.config.ts, here or in a folder above)",
    )
    .option("--no-config", "do not read a configuration file")
    .option("--header <'Name: value'>", "a header for each request to --target; may be repeated", header)
    .option("--fault-start <command>", "a command that breaks --target; RESUME_GATE_FAULT and others tell it how")
    .option("--fault-end <command>", "a command that undoes the fault; it is run in any case")
    .option("--fault-proof <command>", "a command that succeeds once the fault can be seen")
    .option("--streams <number>", "streams in each face", wholeNumber(1, 1_000_000))
    .option("--rate <number>", "arrivals per second (only for load without a fault)", positiveNumber)
    .option("--duration <time>", "how long new streams arrive, e.g. 90s (only for load without a fault)", duration)
    .option("--real-time", "use the runbook's own times instead of scaled ones")
    .option("--set <scenario.face.KEY=VALUE>", "change a setting of a face; may be repeated", collect, [])
    .option("--parallel <number>", "how many faces run at the same time", wholeNumber(1, 64))
    .option("--engine <name>", "what makes the load: own, or k6 (which must be installed)", oneOf(["own", "k6"]), "own")
    .option("--http2", "use HTTP/2 over TLS; streams share sessions, as in a browser (https:// --target only)")
    .option(
      "--shard <part/of>",
      "run only this part of the plan, e.g. 1/4; `resume-gate merge` joins the histories",
      shard,
    )
    .option("--needs", "only print the programs that these scenarios need besides a Redis")
    .option("--no-trace", "do not send the traceparent header, by which a server's traces can be found")
    .option(
      "--trace-url <url>",
      "link the report's traces to your tracing system, e.g. https://jaeger.example/trace/{trace}",
      traceUrl,
    )
    .option("--watch", "serve a page on loopback that shows the run live (docs/live-page.md)")
    .option("--json", "print the results as JSON instead of a table")
    .option("--quiet", "print only the verdict")
    .action(runScenarios);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function runScenarios(names: readonly string[], given: RunOptions, command: Command): Promise<void> {
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const part = given.shard ?? shardOfEnvironment(process.env);
  const { options: configured, spoken } = await withTarget(part ? { ...given, shard: part } : given, isGiven);
  const options = names.length > 0 && !isGiven("rows") ? withoutRows(configured) : configured;
  if (part && options.seed === undefined) {
    const hint = "Give all parts the same, for example --seed 7.";
    throw new RefusalError(errors.badUsage("A part of the plan needs the plan's --seed.", hint));
  }
  const seed = options.seed ?? drawSeed();
  const { protocol: speaks, target } = await loadProtocol(spoken);
  const choose = (pace: Pace | null) => chooseFaces(names, options, seed, speaks, pace);
  if (options.needs) {
    const settings = options.target ? [] : choose(null).map((face) => face.settings);
    process.stdout.write(
      requiredPrograms(settings)
        .map((name) => `${name}\n`)
        .join(""),
    );
    return;
  }
  const request = { ...options, seed, names, speaks, ...(target ? { baseTarget: target } : {}) };
  process.exitCode = await runAndTell(choose, request, options);
}

/** The options with the configuration. A target that `--command` starts gets a free port, unless it has an address. */
async function withTarget(given: RunOptions, isGiven: (name: string) => boolean): Promise<Asked> {
  const asked = await withConfig(given, isGiven);
  if (asked.options.command === undefined || asked.options.target) return asked;
  return withConfig({ ...given, target: new URL(`http://127.0.0.1:${await freePort()}`) }, isGiven);
}

/** Named scenarios override the configuration's rows. */
function withoutRows<T extends { readonly rows?: readonly string[] }>({ rows: _rows, ...options }: T): Omit<T, "rows"> {
  return options;
}

/** Runs the faces, shows their progress, stops at a signal, and prints the outcome. @returns the exit code (docs/verdict.md, Verdicts) */
export async function runAndTell(
  choose: (pace: Pace | null) => readonly ChosenFace[],
  request: RunRequest,
  options: Pick<RunOptions, "out" | "json" | "quiet" | "traceUrl" | "watch">,
): Promise<ExitCode> {
  const out = prepareOut(options.out);
  const { signal, release } = untilSignal();
  const onWarning = (text: string) => void process.stderr.write(`${text}\n`);
  const page = options.watch ? await openPage(request, { ...options, out, onWarning }) : null;
  try {
    const watch = (progress: readonly FaceProgress[]) => {
      page?.begin(progress);
      const hide = showProgress(progress, options);
      return () => {
        hide();
        release(); // only judging and printing are left: Ctrl-C ends that at once
      };
    };
    const onRecord = page ? { onRecord: page.record } : {};
    const outcome = await run(choose, request, { out, signal, watch, onWarning, ...onRecord });
    const code = await printOutcome(outcome, options);
    page?.end(outcome.results, outcome.resultsFile);
    await page?.stay({ wasStopped: signal.aborted });
    return code;
  } finally {
    release();
    await page?.close();
  }
}
