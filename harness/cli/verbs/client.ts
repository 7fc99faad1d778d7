import { Command } from "commander";
import { renderClientTerminal } from "../../../reports/client/client-table.ts";
import { type ClientOptions, judgeClientFor, writeClientReports } from "../../api/judge-client.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { ClientResults } from "../../lab/results.ts";
import { highestSeed } from "../../run/draw-seed.ts";
import { redisChoiceOrNone, rowNames, timeOption, wholeNumber } from "../options/arguments.ts";
import { untilSignal } from "../output/until-signal.ts";
import { wantsColor } from "../output/wants-color.ts";

interface ClientVerbOptions extends Omit<ClientOptions, "signal" | "patienceMs"> {
  readonly listen?: true;
  readonly port: number;
  readonly wait: number;
  readonly patience: number;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** `resume-gate client`: the harness plays the server, breaks its streams row by row, and judges the client. */
export function clientVerb(): Command {
  return new Command("client")
    .description("judge a client: serve it provable streams, break them, and check what it asks for and delivers")
    .option(
      "--command <command>",
      "a command that starts the client, which gets the URL as its last argument and in RESUME_GATE_URL",
    )
    .option("--page <url>", "a page with the client, opened in Chromium; {url} becomes the stream's URL")
    .option("--listen", "for a client that is started elsewhere: print the URLs, and end when all rows are done")
    .option("--port <number>", "the port on which the lab listens; 0 takes any free one", wholeNumber(0, 65_535), 0)
    .addOption(timeOption("--wait <time>", "how long --listen waits for a client", "10m"))
    .addOption(timeOption("--patience <time>", "how long a client that does not come back is waited for", "20s"))
    .option(
      "--protocol <name|file>",
      "the client's protocol: event-source, draft-graph, mcp, openai-responses, ai-sdk, durable-streams, or a description",
      "event-source",
    )
    .option("--rows <names>", "names of rows, separated by commas (default: all)", rowNames, [])
    .option("--clients <number>", "run a storm of this many clients instead of the rows", wholeNumber(2, 20_000))
    .option("--must-spread", "with --clients: require that they come back spread over time")
    .option("--start-anew", "require that the application starts a new stream after 410, as the runbook says")
    .option(
      "--redis <how>",
      "the Redis for the runbook's rows of draft-graph: auto, container, binary, a redis:// URL, or none (the lab plays them)",
      redisChoiceOrNone,
      "auto",
    )
    .option(
      "--seed <number>",
      "the seed for where bytes are split (default: drawn at random and printed)",
      wholeNumber(0, highestSeed),
    )
    .option("--parallel <number>", "how many rows run at the same time", wholeNumber(1, 64), 4)
    .option("--out <folder>", "the folder for results, reports and histories", ".")
    .option("--json", "print the results as JSON instead of a table")
    .option("--quiet", "print only the verdict")
    .action(client);
}

async function client(options: ClientVerbOptions, command: Command): Promise<void> {
  if (command.getOptionValueSource("wait") === "cli" && !options.listen) {
    throw new RefusalError(errors.badUsage("--wait has no effect without --listen.", "Leave --wait out."));
  }
  const { listen, wait, patience, ...asked } = options;
  const { signal, release } = untilSignal();
  const printUrls = (urls: readonly { readonly row: string; readonly url: string }[]) =>
    void process.stdout.write(urls.map(({ row, url }) => `${row} ${url}\n`).join(""));
  try {
    const results = await judgeClientFor(asked.out, {
      ...asked,
      patienceMs: patience,
      ...(listen ? { listen, waitMs: wait, onReady: printUrls } : {}),
      signal,
    });
    show(results, options); // first: a full disk must not lose the verdict
    process.exitCode = results.exit_code;
    await writeClientReports(asked.out, results);
  } finally {
    release();
  }
}

function show(results: ClientResults, { json, quiet }: ClientVerbOptions): void {
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (quiet) process.stdout.write(`${results.verdict}\n`);
  else {
    const width = process.stdout.isTTY ? Math.max(60, process.stdout.columns) : 140;
    const color = wantsColor(process.stdout, process.env);
    process.stdout.write(`${renderClientTerminal(results, { color, width })}\n`);
  }
}
