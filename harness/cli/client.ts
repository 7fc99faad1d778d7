import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import { clientReports } from "../../reports/client/reports.ts";
import { renderClientTerminal } from "../../reports/client/terminal.ts";
import type { ClientProtocol, ClientRow } from "../../rows/client/row.ts";
import { clientRows } from "../../rows/client/rows.ts";
import { errors, RefusalError } from "../errors.ts";
import { commandClient } from "../lab/clients/command.ts";
import type { ClientResults } from "../lab/results.ts";
import { runLab } from "../lab/run-lab.ts";
import { madeFolder } from "../run/out-folder.ts";
import { oneOf, rowNames, wholeNumber } from "./arguments.ts";
import { untilSignal } from "./signals.ts";
import { wantsColor } from "./wants-color.ts";

interface ClientOptions {
  readonly command?: string;
  readonly protocol: ClientProtocol;
  readonly rows: readonly string[];
  readonly startAnew?: true;
  readonly seed?: number;
  readonly parallel: number;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
}

const highestSeed = 2 ** 31 - 1;

/** `resume-gate client`: the harness plays the server, breaks its streams row by row, and judges the client. */
export function clientVerb(): Command {
  return new Command("client")
    .description("judge a client: serve it provable streams, break them, and check what it asks for and delivers")
    .option("--command <command>", "starts the client; it gets the URL as last argument and in RESUME_GATE_URL")
    .option(
      "--protocol <name>",
      "how the client speaks: event-source or draft-graph",
      oneOf(["event-source", "draft-graph"]),
      "event-source",
    )
    .option("--rows <names>", "some rows, with commas between them", rowNames, [])
    .option("--start-anew", "the application has to start a new stream after 410, as the runbook says")
    .option(
      "--seed <number>",
      "where bytes are split, and the texts; drawn and printed when absent",
      wholeNumber(0, highestSeed),
    )
    .option("--parallel <number>", "rows that run side by side", wholeNumber(1, 64), 4)
    .option("--out <folder>", "where results, reports and histories go", ".")
    .option("--json", "print the results as JSON instead of a table")
    .option("--quiet", "print the verdict alone")
    .action(client);
}

async function client(options: ClientOptions): Promise<void> {
  const { command, protocol, parallel, out } = options;
  if (command === undefined) {
    throw new RefusalError(errors.badUsage("There is no client.", "Give --command with what starts it."));
  }
  const rows = chosenRows(options);
  const folder = madeFolder(out);
  const histories = madeFolder(path.join(folder, "resume-gate-out", "clients"));
  const { signal, release } = untilSignal();
  try {
    const results = await runLab({
      rows,
      client: commandClient(command),
      protocol,
      seed: options.seed ?? Math.floor(Math.random() * highestSeed),
      parallel,
      mustStartAnew: options.startAnew === true || protocol === "draft-graph",
      folder: histories,
      signal,
    });
    for (const { file, render } of clientReports) await writeFile(path.join(folder, file), render(results));
    show(results, options);
    process.exitCode = results.exit_code;
  } finally {
    release();
  }
}

function chosenRows({ rows: names, protocol }: ClientOptions): readonly ClientRow[] {
  const offered = clientRows.filter((row) => (row.protocol ?? "event-source") === protocol && !row.many);
  const known = offered.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = `Did you mean "${closest(name, known)}"? There are: ${known.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`There is no row "${name}" for clients of ${protocol}.`, hint));
  }
  return names.length === 0 ? offered : offered.filter(({ name }) => names.includes(name));
}

function show(results: ClientResults, { json, quiet }: ClientOptions): void {
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (quiet) process.stdout.write(`${results.verdict}\n`);
  else {
    const width = process.stdout.isTTY ? Math.max(60, process.stdout.columns) : 140;
    process.stdout.write(
      `${renderClientTerminal(results, { color: wantsColor(process.stdout, process.env), width })}\n`,
    );
  }
}
