import { Command } from "commander";
import { apply } from "../../../reports/datadog/apply/apply-plan.ts";
import { type Change, type PlanOptions, plan } from "../../../reports/datadog/apply/plan-changes.ts";
import { renderPlan } from "../../../reports/datadog/apply/plan-text.ts";
import type { Datadog } from "../../../reports/datadog/connection/connect-datadog.ts";
import { withFolderLock } from "../../../reports/datadog/folder-lock.ts";
import { queries } from "../../../reports/datadog/production-queries.ts";
import { Outbox } from "../../../reports/datadog/push/outbox.ts";
import { push } from "../../../reports/datadog/push/push-runs.ts";
import { countBuckets } from "../../../reports/datadog/resume-counts.ts";
import { errors, RefusalError } from "../../errors.ts";
import { percentOf, timeOption } from "../options/arguments.ts";
import { print, refusalOf, withDatadog } from "../options/datadog-connection.ts";
import { type QueryFlags, withQueryFlags } from "../options/query-flags.ts";
import { readResults } from "../output/read-results.ts";

interface Common {
  readonly url?: string;
  readonly json?: true;
}

/** `resume-gate datadog`: results to Datadog, and monitors, dashboard and SLO as code. */
export function datadogVerb(): Command {
  return new Command("datadog")
    .description(
      "send results to Datadog; keep its monitors, dashboard and SLO as code (DD_API_KEY, DD_APP_KEY, DD_SITE)",
    )
    .addCommand(pushVerb())
    .addCommand(planVerb("plan", "show what `apply` would change, and change nothing", planOnly))
    .addCommand(applyVerb())
    .addCommand(queryVerb());
}

function pushVerb(): Command {
  return common("push", "send results as metrics and an event; what cannot be sent is kept for the next push")
    .argument("[results...]", "results files; without any, only the kept ones are sent")
    .option("--outbox <folder>", "the folder that keeps what is not sent yet", "resume-gate-out/datadog-outbox")
    .action(pushFiles);
}

async function pushFiles(files: readonly string[], options: Common & { readonly outbox: string }): Promise<void> {
  const results = files.map(readResults);
  const outbox = openOutbox(options.outbox);
  // The runs are kept before the keys are checked and anything is sent, so that none is lost.
  const before = results.filter((each) => !outbox.add(each)).map(({ run_id }) => run_id);
  const waiting = outbox.waiting();
  const already = before.filter((id) => !waiting.some(({ run_id }) => run_id === id));
  const ended = await withDatadog({ url: options.url, needsAppKey: false }, (datadog) =>
    withFolderLock(options.outbox, () => push(datadog, outbox, Date.now)),
  );
  if ("heldBy" in ended) {
    const hint = "Wait for it to end: what is given here is in the outbox, and a later push sends it.";
    throw new RefusalError(errors.badUsage(`Process ${ended.heldBy} is pushing from ${options.outbox}.`, hint));
  }
  const { sent, kept, late } = ended.answer;
  const outcome = {
    sent,
    already,
    late,
    kept: kept.map(({ run_id, failure }) => ({ run_id, reason: failure.message })),
  };
  if (options.json) print(`${JSON.stringify(outcome, null, 2)}\n`);
  else {
    for (const id of already) print(`${id}: was sent before\n`);
    for (const id of sent) print(`${id}: sent${late.includes(id) ? lateNote : ""}\n`);
    for (const each of outcome.kept) print(`${each.run_id}: kept in ${options.outbox} (${each.reason})\n`);
  }
  if (kept[0]) throw refusalOf(kept[0].failure);
}

const lateNote = ", over an hour late: Datadog keeps such points only where historical metrics are switched on";

function openOutbox(folder: string): Outbox {
  try {
    return new Outbox(folder);
  } catch (error) {
    throw new RefusalError(errors.unwritable(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
}

type PlanFlags = Common & QueryFlags & { readonly objective: number };
type ApplyFlags = PlanFlags & { readonly outbox: string };

function planVerb(name: string, description: string, action: (flags: PlanFlags) => Promise<void>): Command {
  return withQueryFlags(common(name, description))
    .option("--objective <percent>", "the SLO's objective, in percent", percentOf, 98)
    .action(action);
}

function applyVerb(): Command {
  return withQueryFlags(
    common("apply", "create or change the monitors, the dashboard and the SLO, so that they match the code"),
  )
    .option("--objective <percent>", "the SLO's objective, in percent", percentOf, 98)
    .option(
      "--outbox <folder>",
      "the folder whose lock `apply` takes, as `push` does, so that only one of them runs",
      "resume-gate-out/datadog-outbox",
    )
    .action(applyPlan);
}

async function planOnly(flags: PlanFlags): Promise<void> {
  const changes = await withDatadog({ url: flags.url, needsAppKey: true }, (datadog) =>
    plan(datadog, optionsOf(flags)),
  );
  show(changes, flags);
}

/** Shows the plan first, then carries it out. */
async function applyPlan(flags: ApplyFlags): Promise<void> {
  openOutbox(flags.outbox);
  const ended = await withDatadog({ url: flags.url, needsAppKey: true }, (datadog) =>
    withFolderLock(flags.outbox, () => showAndApply(datadog, flags)),
  );
  if ("heldBy" in ended) {
    const hint = "Wait for it to end: two at once would make everything twice.";
    throw new RefusalError(errors.badUsage(`Process ${ended.heldBy} works with ${flags.outbox}.`, hint));
  }
}

async function showAndApply(datadog: Datadog, flags: PlanFlags): Promise<void> {
  show(await plan(datadog, optionsOf(flags)), flags);
  const done: Change[] = [];
  try {
    await apply(datadog, optionsOf(flags), { onDone: (change) => done.push(change) });
  } finally {
    // Also after a failure, because what was made stays.
    if (!flags.json && done.length > 0) print(carriedOut(done));
  }
}

function carriedOut(done: readonly Change[]): string {
  const lines = done.map(({ kind, name, what }) => `${what === "create" ? "made" : "changed"} ${kind} ${name}\n`);
  return `${lines.join("")}${done.length} carried out.\n`;
}

function show(changes: readonly Change[], { json }: Common): void {
  const plain = changes.map(({ kind, name, what, fields }) => ({ kind, name, what, fields }));
  print(json ? `${JSON.stringify(plain, null, 2)}\n` : renderPlan(changes));
}

function optionsOf(flags: PlanFlags): PlanOptions {
  return { queries: { scope: flags.scope, counterSuffix: flags.counterSuffix }, objective: flags.objective };
}

function queryVerb(): Command {
  return withQueryFlags(common("query", "print the counts that the SLO is made of: attempts, successes, refusals"))
    .addOption(timeOption("--last <time>", "how far back to look, at most a day", "1h"))
    .action(printCounts);
}

async function printCounts(flags: Common & QueryFlags & { readonly last: number }): Promise<void> {
  const q = queries({ scope: flags.scope, counterSuffix: flags.counterSuffix });
  const { attempts, successes, rejections, expirations, partials } = q;
  const now = Date.now();
  const span = { from: now - flags.last, to: now, bucketMs: 60_000 };
  const counts: Record<string, number | null> = {};
  await withDatadog({ url: flags.url, needsAppKey: true }, async (datadog) => {
    for (const [name, query] of Object.entries({ attempts, successes, rejections, expirations, partials })) {
      const buckets = await countBuckets(datadog, query, span);
      counts[name] = buckets.length > 0 ? buckets.reduce((sum, { value }) => sum + value, 0) : null;
    }
  });
  const lines = Object.entries(counts).map(([name, count]) => `${name.padEnd(12)}${count ?? "no data"}`);
  print(flags.json ? `${JSON.stringify(counts, null, 2)}\n` : `${lines.join("\n")}\n`);
}

function common(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride() // so that the outermost layer makes wrong usage exit 2; a verb below a verb does not inherit this
    .showHelpAfterError(`(\`resume-gate datadog ${name} --help\` shows all options.)`)
    .option("--url <url>", "another address of Datadog's API, e.g. a proxy (or in DD_URL)")
    .option("--json", "print as JSON");
}
