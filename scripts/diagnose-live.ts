import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askRedis } from "../harness/diagnose/ask-redis.ts";
import { askTarget } from "../harness/diagnose/ask-target.ts";
import { type RankedCause, rank } from "../harness/diagnose/rank.ts";
import { readLogs } from "../harness/diagnose/read-logs.ts";
import { newLiveCounts } from "../harness/engine/context.ts";
import { draftGraph } from "../harness/protocols/draft-graph/draft-graph.ts";
import { detectRedis } from "../harness/redis/detect-redis.ts";
import { type ChosenFace, chooseFaces } from "../harness/run/choice/choose-faces.ts";
import { describeEnvironment, root } from "../harness/run/environment.ts";
import { runFace } from "../harness/stage/run-face.ts";
import { type Stage, setStage } from "../harness/stage/stage.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { refuseArguments, scriptArguments } from "./arguments/script-arguments.mjs";

const everyMs = 1_500;
const usage = `usage: node scripts/diagnose-live.ts [SCENARIO…] [--streams N]

Diagnoses as one would at night: while an inject face runs, it asks the servers, their Redis and their logs, and nothing of the harness.
Without a SCENARIO, for all of them.

Prints a table: the true cause, its rank in the last answer, and the seconds until it was first for the first time.
`;
const { words, values } = await scriptArguments(
  usage,
  { streams: { type: "string" } },
  { mostWords: Number.POSITIVE_INFINITY, wholeNumbers: { streams: 1 } },
);
const all = scenarios.filter(({ inject }) => inject).map(({ name }) => name);
const unknown = words.find((word) => !all.includes(word));
if (unknown !== undefined)
  refuseArguments(usage, `There is no scenario "${unknown}" with a fault.`, `There are: ${all.join(", ")}.`);
const names = words.length > 0 ? words : all;
const streams = values.streams === undefined ? {} : { streams: Number(values.streams) };
const options = { profile: "pr", out: "", redis: "binary", set: [], engine: "own", ...streams } as const;
const faces = chooseFaces(names, options, 7).filter(({ info }) => info.face === "inject");
const provider = await detectRedis("binary", {});
const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-live-"));
try {
  process.stdout.write("| true cause | rank, asked live | score | next | first after |\n|---|---|---|---|---|\n");
  for (const face of faces) process.stdout.write(`${await tableRow(face)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function tableRow(face: ChosenFace): Promise<string> {
  const cause = face.info.scenario;
  let stage: Stage | null = null;
  const over = new AbortController();
  const logPrefix = path.join(folder, "server");
  const running = runFace({
    run: {
      id: cause,
      startedAt: "",
      seed: 7,
      profile: "pr",
      faces: [face.id],
      environment: await describeEnvironment("", ""),
    },
    face: face.info,
    plan: face.plan,
    protocol: draftGraph,
    historyFile: path.join(folder, `${face.id}.ndjson`),
    headers: {},
    live: newLiveCounts(face.plan.streams.length),
    root,
    signal: over.signal,
    async setStage(hooks) {
      const made = await setStage({
        root,
        face: face.settings,
        provider,
        logPrefix: `${logPrefix}.${cause}`,
        ...hooks,
      });
      stage = made;
      const dispose = () => {
        stage = null; // from now on nobody is there to be asked
        return made.dispose();
      };
      return { entries: made.entries, faults: made, secrets: made.secrets, dispose };
    },
  });
  const start = performance.now();
  let last: RankedCause[] = [];
  let firstAfter: number | null = null;
  const ended = running.then(() => true);
  while (!(await Promise.race([ended, sleep(everyMs, false)]))) {
    if (stage === null) continue;
    const { causes, all } = await ask(stage, `${logPrefix}.${cause}`);
    if ((stage as Stage | null) === null && !all) continue; // it was taken down meanwhile
    last = causes;
    if (causes[0]?.cause === cause) firstAfter ??= performance.now() - start;
  }
  const place = last.findIndex((each) => each.cause === cause);
  const next = last.find((each) => each.cause !== cause);
  const cells = [
    cause,
    place < 0 ? "not seen" : String(place + 1),
    last[place]?.score ?? "",
    next ? `${next.cause} (${next.score})` : "–",
    firstAfter === null ? "–" : `${Math.round(firstAfter / 1_000)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}

async function ask({ servers, redis }: Stage, logPrefix: string): Promise<{ causes: RankedCause[]; all: boolean }> {
  const logs = await readLogs(servers.map((_, number) => `${logPrefix}.${number}.log`));
  const [targets, seen] = await Promise.all([
    Promise.all(servers.map(({ url }) => askTarget(new URL(url), {}))),
    askRedis(new URL(redis.url), 3_000), // a face is short
  ]);
  const all = seen.away === null && targets.every(({ away }) => away === null);
  return { causes: rank({ faces: [], logs, targets, redis: seen }), all };
}
