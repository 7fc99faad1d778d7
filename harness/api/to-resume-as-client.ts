import path from "node:path";
import { readClientHistory } from "../lab/history/read-history.ts";
import { clientTimeline, renderClientTimeline } from "../lab/history/timeline.ts";
import type { ClientResults } from "../lab/results.ts";
import { type ClientOptions, client } from "./judge-client.ts";
import { inFolderOfItsOwn } from "./run-target.ts";
import type { MatcherOutcome } from "./to-resume.ts";

export type ToResumeAsClientOptions = Omit<ClientOptions, "command" | "page">;

/** The rows that a client runs if nothing else is asked for: three ways of being cut. */
const few = ["cut-once", "cut-again", "cut-before-first"] as const;
/** The most lines of a timeline in the message; the history has all. */
const mostLines = 60;

/**
 * Whether a client resumes: the command that starts it, or `{ command }` or `{ page }`.
 *
 * @throws Error when it is unclear, so that neither `toResumeAsClient` nor its opposite holds
 */
export async function toResumeAsClient(received: unknown, options: ToResumeAsClientOptions): Promise<MatcherOutcome> {
  const asked = withUsualRows({ ...clientOf(received), ...options });
  return inFolderOfItsOwn(async (folder) => {
    const out = asked.out ?? folder;
    const results = await client({ ...asked, out });
    const { verdict, summary, reasons } = results;
    if (verdict === "inconclusive")
      throw new Error(`It cannot be told whether the client resumes: ${reasons.join(" ")}`);
    const failed = verdict === "fail" ? await explained(results, out) : "";
    return {
      pass: verdict === "pass",
      message: () =>
        verdict === "pass" ? `The client resumes: ${summary.pass} rows.` : `The client does not resume: ${failed}`,
    };
  });
}

/** Clients of draft-graph have rows of their own, and so have many clients at once: these run all of them. */
function withUsualRows(asked: ClientOptions): ClientOptions {
  const hasOwn = asked.protocol === "draft-graph" || asked.clients !== undefined;
  return asked.rows === undefined && !hasOwn ? { ...asked, rows: few } : asked;
}

function clientOf(received: unknown): Pick<ClientOptions, "command" | "page"> {
  if (typeof received === "string") return { command: received };
  if (typeof received === "object" && received !== null) return received as ClientOptions;
  throw new Error(`toResumeAsClient() is for a command, not for ${String(received)}.`);
}

/** The reasons, and the timeline of the first row that failed. */
async function explained({ reasons, rows, seed }: ClientResults, out: string): Promise<string> {
  const why = [`fail (seed ${seed})`, ...reasons.map((reason) => `  ${reason}`)];
  const first = rows.find(({ verdict }) => verdict === "fail");
  if (!first) return why.join("\n");
  const file = path.join(out, "resume-gate-out", "clients", path.basename(first.history));
  const { records, verdict } = await readClientHistory(file);
  const lines = renderClientTimeline(clientTimeline(records, verdict)).split("\n");
  const left = lines.length - mostLines;
  const more = left > 0 ? [`… and ${left} lines more`] : [];
  return [...why, "", `The row ${first.name}:`, "", ...lines.slice(0, mostLines), ...more].join("\n");
}
