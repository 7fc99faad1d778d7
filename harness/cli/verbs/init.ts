import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { errors, RefusalError } from "../../errors.ts";
import { inferDescription } from "../../init/infer-description.ts";
import { type Observation, observe } from "../../init/observe.ts";
import { writeConfig } from "../../init/write-config.ts";
import { reasonOf } from "../../thrown.ts";
import { header, httpUrl, timeOption } from "../options/arguments.ts";
import { untilSignal } from "../output/until-signal.ts";

interface InitOptions {
  readonly header?: Readonly<Record<string, string>>;
  readonly watch: number;
  readonly out: string;
  readonly force?: true;
}

/** The number of events after which the second connection is cut. */
const cutAfter = 3;
/** No stream is watched for more events than this. */
const mostEvents = 500;
/** A cursor that no server has issued. */
const unknownCursor = "resume-gate-was-never-issued";

/** `resume-gate init`: looks at a stream with at most four requests and writes the description of it. */
export function initVerb(): Command {
  return new Command("init")
    .description("look at a stream, and write the configuration that `run` takes")
    .argument("<url>", "the URL that a GET opens as a stream", httpUrl)
    .option("--header <'Name: value'>", "a header for each request; it is not stored", header)
    .addOption(timeOption("--watch <time>", "how long the stream is watched for its end", "15s"))
    .option("--out <file>", "the file for the configuration", "resume-gate.config.ts")
    .option("--force", "overwrite an existing file")
    .action(init);
}

async function init(target: URL, { header: headers = {}, watch, out, force }: InitOptions): Promise<void> {
  if (existsSync(out) && !force) {
    throw new RefusalError(errors.badUsage(`${out} already exists.`, "Name another file with --out, or give --force."));
  }
  requireFolder(out); // before the requests, which take a while
  const { signal, release } = untilSignal();
  const look = (events: number, ms: number, more: Readonly<Record<string, string>> = {}) =>
    observe({ target, headers: { ...headers, ...more }, signal, events, ms });
  try {
    const watched = await look(mostEvents, watch);
    refuseUnlessStream(target, watched);
    const cut = await look(cutAfter, watch);
    const cursor = cut.events.findLast(({ id }) => id !== null && id !== "")?.id ?? null;
    const resumed = cursor === null ? null : await look(cutAfter, watch, { "last-event-id": utf8(cursor) });
    const unknown = cursor === null ? null : await look(cutAfter, 3_000, { "last-event-id": unknownCursor });
    if (signal.aborted) {
      process.exitCode = 130;
      return;
    }
    const inferred = inferDescription({ path: target.pathname + target.search, watched, cut, resumed, unknown });
    writeFileSync(out, writeConfig(inferred, target));
    const ready = inferred.lacks.length === 0;
    const next = `npx --no-install resume-gate run${/^resume-gate\.config\.\w+$/.test(out) ? "" : ` --config ${out}`}`;
    process.stdout.write(
      [
        ...inferred.sentences,
        ...inferred.lacks.map((lack) => `Missing: ${lack}`),
        "",
        ready ? `Written: ${out}. Next: ${next}` : `Written: ${out}. Complete it where it says TODO. Then: ${next}`,
        "",
      ].join("\n"),
    );
  } finally {
    release();
  }
}

/** @throws RefusalError (exit 2) where no file can be written */
function requireFolder(out: string): void {
  try {
    accessSync(path.dirname(path.resolve(out)), constants.W_OK);
  } catch (error) {
    throw new RefusalError(errors.unwritable(out, reasonOf(error)));
  }
}

function refuseUnlessStream(target: URL, { status, contentType, location, events, error }: Observation): void {
  if (status === 0) throw new RefusalError(errors.targetAway(target.href, error ?? "no answer came"));
  if (status !== 200 || contentType !== "text/event-stream") {
    const to = location === null ? "" : ` and sent us to ${location}`;
    throw new RefusalError(
      errors.targetAway(target.href, `it answered ${status} with Content-Type "${contentType}"${to}`),
    );
  }
  if (events.length === 0)
    throw new RefusalError(errors.targetAway(target.href, "its stream sent no event; try a longer --watch"));
}

/** Header values are bytes: a browser sends Last-Event-ID as UTF-8 (HTML standard, 9.2). */
function utf8(cursor: string): string {
  return Buffer.from(cursor, "utf8").toString("latin1");
}
