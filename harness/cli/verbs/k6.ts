import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { errors, RefusalError } from "../../errors.ts";
import { traceSource } from "../../history/trace/trace-id.ts";
import { bundleScript } from "../../k6/bundle.ts";
import { collectLog } from "../../k6/collect.ts";
import { cutsLeftOut, k6Job } from "../../k6/job.ts";
import { chooseFaces } from "../../run/choice/choose-faces.ts";
import { highestSeed } from "../../run/draw-seed.ts";
import { describeEnvironment } from "../../run/environment.ts";
import { requireExisting } from "../../run/history-files.ts";
import { loadProtocol } from "../../run/load-protocol.ts";
import { tracedBy } from "../../run/options/trace-choice.ts";
import { madeFolder } from "../../run/out-folder.ts";
import { duration, header, httpUrl, namedValue, positiveNumber, shard, wholeNumber } from "../options/arguments.ts";
import type { RunOptions } from "../options/run-options.ts";

/** `resume-gate k6`: prepares the plan for k6 processes that run elsewhere, and makes histories of their logs. */
export function k6Verb(): Command {
  return new Command("k6")
    .description("run the plan on k6 elsewhere, e.g. with k6-operator: prepare it, then collect what was logged")
    .addCommand(prepareVerb())
    .addCommand(collectVerb());
}

function prepareVerb(): Command {
  return new Command("prepare")
    .description("write script.js and job.json for k6")
    .requiredOption("--target <url>", "the server to load, as the k6 processes reach it", httpUrl)
    .requiredOption("--out <folder>", "the folder for the two files")
    .requiredOption(
      "--processes <number>",
      "k6 processes that share the plan by execution segments",
      wholeNumber(1, 9_999),
    )
    .option("--protocol <name|file>", "the target's protocol, as for `run` (default: the draft-graph contract)")
    .option("--with <name=value>", "a value for the protocol; may be repeated", namedValue)
    .option("--seed <number>", "the plan's seed", wholeNumber(0, highestSeed), 1)
    .option("--header <'Name: value'>", "a header for each request to --target; may be repeated", header)
    .option("--streams <number>", "how many streams the whole plan has", wholeNumber(1, 1_000_000))
    .option("--rate <number>", "arrivals per second", positiveNumber)
    .option("--duration <time>", "how long new streams arrive, e.g. 90s", duration)
    .option("--config-map <name>", "write configmap.json for Kubernetes too")
    .option("--no-trace", "do not send the traceparent header")
    .option("--shard <part/of>", "prepare only this part of the plan, where one job would be too large", shard)
    .action(prepare);
}

interface PrepareOptions
  extends Pick<RunOptions, "header" | "streams" | "rate" | "duration" | "shard" | "trace" | "protocol" | "with"> {
  readonly target: URL;
  readonly out: string;
  readonly processes: number;
  readonly seed: number;
  readonly configMap?: string;
}

async function prepare(options: PrepareOptions): Promise<void> {
  const { processes, seed } = options;
  const { protocol, target = options.target } = await loadProtocol(options);
  const run = { profile: "pr", redis: "auto", set: [], engine: "k6", ...options, target } as const;
  const face = chooseFaces(["baseline"], run, seed, protocol)[0];
  if (!face) throw new Error("The baseline has a face.");
  const id = randomUUID();
  const about = {
    run: {
      id,
      startedAt: new Date().toISOString(),
      seed,
      profile: run.profile,
      faces: [face.id],
      environment: await describeEnvironment("the target's own", target.href),
    },
    face: { ...face.info, ...tracedBy({ id }, options.trace, options.header ?? {}) },
    leftOut: cutsLeftOut(face.plan),
  };
  const job = k6Job(face.plan, {
    targets: [target],
    headers: options.header ?? {},
    trace: traceSource(about.run, about.face),
    described: protocol.described,
    processes,
    about,
    ...(options.shard ? { shard: options.shard } : {}),
  });
  const text = JSON.stringify(job);
  const script = await bundleScript();
  const configMap = options.configMap === undefined ? null : configMapOf(options.configMap, script, text);
  const file = (name: string) => path.join(options.out, name);
  madeFolder(options.out);
  try {
    writeFileSync(file("script.js"), script);
    writeFileSync(file("job.json"), text);
    if (configMap !== null) writeFileSync(file("configmap.json"), configMap);
  } catch (error) {
    throw new RefusalError(errors.unwritable(options.out, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  const size = `${Math.ceil(text.length / 1024)} KiB`;
  process.stdout.write(`${file("script.js")} and ${file("job.json")} (${size}): ${job.streams.length} streams.\n`);
}

/** Kubernetes takes 1 MiB of data in one ConfigMap. This is a little less, in bytes. */
const largestConfigMap = 1_000_000;

/** @throws RefusalError (exit 2) when it would be too large */
function configMapOf(name: string, script: string, job: string): string {
  const data = { "script.js": script, "job.json": job };
  const text = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data }, null, 2);
  const bytes = Buffer.byteLength(script) + Buffer.byteLength(job);
  if (bytes <= largestConfigMap) return text;
  throw new RefusalError(
    errors.badUsage(
      `A ConfigMap of ${bytes} bytes is too large: Kubernetes takes ${largestConfigMap}.`,
      "Divide the plan with --shard, one TestRun a part, or put script.js and job.json on a volume.",
    ),
  );
}

function collectVerb(): Command {
  return new Command("collect")
    .description("make a history of each k6 process's log, for `resume-gate merge`")
    .argument("<log...>", "what each process logged, one file per process")
    .requiredOption("--job <file>", "the job.json that they ran")
    .requiredOption("--out <folder>", "the folder for the histories")
    .action(collect);
}

async function collect(logs: readonly string[], { job, out }: { job: string; out: string }): Promise<void> {
  requireExisting([job, ...logs]);
  madeFolder(out);
  const made = new Map<string, string>();
  for (const log of logs) {
    const { file } = await collectLog({
      log,
      job,
      historyFile({ index, of }) {
        const name = path.join(out, `baseline.load.${index + 1}-of-${of}.ndjson`);
        const before = made.get(name);
        if (before) {
          throw new RefusalError(errors.badHistory(log, `shard ${index + 1}/${of} was given already, as ${before}`));
        }
        made.set(name, log);
        return name;
      },
    });
    process.stdout.write(`${file}\n`);
  }
}
