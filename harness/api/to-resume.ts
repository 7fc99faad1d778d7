import type { ResumeGateConfig } from "../config/config.ts";
import { explain } from "./explain.ts";
import { objections } from "./resume-objections.ts";
import { inFolderOfItsOwn, type RunOptions, runInto } from "./run-target.ts";

/** Few streams in a short time, as a test needs it: enough to see a fault, and too few to prove 98 %. */
const few = { rows: ["cut"], streams: 30, duration: "500ms", trace: false } as const;

/** What is asked of a target. Each field overrides the same field of a configuration that `expect` got. */
export type ToResumeOptions = Partial<RunOptions>;

export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether a target resumes: a URL, or a configuration whose `target` is one.
 *
 * @throws Error when it is unclear, so that neither `toResume` nor `not.toResume` holds
 */
export async function toResume(received: unknown, options: ToResumeOptions): Promise<MatcherOutcome> {
  const asked = { ...few, ...configOf(received), ...options };
  const target = asked.target;
  if (target === undefined) throw new Error("toResume() needs a target: expect(url), or expect({ target: url, … }).");
  const inFolder =
    asked.out === undefined
      ? inFolderOfItsOwn
      : <T>(action: (folder: string) => Promise<T>) => action(asked.out as string);
  return inFolder(async (folder) => {
    const results = await runInto(folder, { ...asked, target });
    const against = objections(results, asked.rows === "all" ? [] : asked.rows);
    const text = against.length === 0 ? "" : await explain({ ...results, reasons: against }, folder);
    if (against.length > 0 && results.verdict !== "fail") {
      throw new Error(`It cannot be told whether ${target} resumes: ${text}`);
    }
    const { resume_successes: resumed, events_received: events } = results.summary;
    const seen = `${resumed} resumes and ${events} events without a fault`;
    return {
      pass: against.length === 0,
      message: () => (against.length === 0 ? `${target} resumes: ${seen}.` : `${target} does not resume: ${text}`),
    };
  });
}

function configOf(received: unknown): ToResumeOptions {
  if (typeof received === "string") return { target: received };
  if (received instanceof URL) return { target: received.href };
  if (typeof received === "object" && received !== null) return received as ResumeGateConfig;
  throw new Error(`toResume() is for a URL or a configuration, not for ${String(received)}.`);
}
