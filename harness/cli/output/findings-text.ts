import path from "node:path";
import { quoted } from "../../../reports/wording/reproduce-command.ts";
import type { FindingGroup, Moment } from "../../diagnose/group-findings.ts";
import { plural } from "../../figures.ts";
import type { Where } from "../../gate/results.ts";

/** The number of kinds that are shown in full. The others get one line each. */
const inFull = 3;

const places: Readonly<Record<Where, string>> = {
  start: "at the start, before the first cut",
  replay: "in the replay after a resume",
  seam: "at the seam between replay and live stream",
  live: "in the live stream after a resume",
  resume: "after a resume",
  answer: "in the answer to a request",
  end: "when the client had finished",
};

const ofEvents = new Set(["lost", "duplicated", "reordered", "corrupted", "phantom", "misnumbered"]);

/** What the judge found: of each kind how much, where, what the findings share, and how to see the first. */
export function foundText(all: readonly FindingGroup[], resultsFile: string): string[] {
  if (all.length === 0) return [];
  return ["The judge found:", ...all.flatMap((each, place) => groupText(each, place < inFull, resultsFile)), ""];
}

function groupText(each: FindingGroup, full: boolean, resultsFile: string): string[] {
  const { face, kind, count, streams, atLeast, first } = each;
  const what = ofEvents.has(kind) ? plural(count, "event") : plural(count, "time");
  const line = `  ${kind}: ${what} in ${atLeast ? "at least " : ""}${plural(streams, "stream")} of ${face}`;
  if (!full) return [line];
  return [
    line,
    `    ${count > 1 ? "the first: " : ""}${first.text}`,
    ...(each.where.length === 0 ? [] : [`    where: ${whereText(each)}`]),
    ...(each.where.length === 0 ? [] : [`    ${sharedText(each)}`]),
    `    see it: ${replayCommand(each, resultsFile)}`,
  ];
}

function whereText({ where, streams }: FindingGroup): string {
  if (where.length === 1 && where[0]) return `${streams > 1 ? "all " : ""}${places[where[0].where]}`;
  return where.map(({ where: at, count }) => `${count} ${places[at]}`).join(", ");
}

/** "on one instance (h:1), after cut 1, within 0.3 s at 4.2 s" or that they have nothing in common. */
function sharedText({ instance, cut, moment, count }: FindingGroup): string {
  const common = [
    ...(instance === null ? [] : [`instance ${instance}`]),
    ...(cut === null ? [] : [cut === 0 ? "no cut before it" : `cut ${cut} of its stream`]),
    ...(moment === null ? [] : [momentText(moment)]),
  ];
  if (count === 1) return `there: ${common.join(", ")}`;
  const differ = [
    ...(instance === null ? ["instance"] : []),
    ...(cut === null ? ["cut"] : []),
    ...(moment === null ? ["moment"] : []),
  ];
  const all = common.length === 0 ? "in common: nothing" : `in common: ${common.join(", ")}`;
  return differ.length === 0 ? all : `${all} (not: ${differ.join(", ")})`;
}

function momentText({ fromMs, toMs, during }: Moment): string {
  const sec = (ms: number) => (ms / 1_000).toFixed(1);
  const when = sec(fromMs) === sec(toMs) ? `${sec(fromMs)} s` : `${sec(fromMs)} to ${sec(toMs)} s`;
  return `${when} into the face${during.length === 0 ? "" : `, while ${during.join(" and ")} lasted`}`;
}

export function replayCommand({ face, first }: FindingGroup, resultsFile: string): string {
  const history = path.join(path.dirname(resultsFile), "resume-gate-out", "histories", `${face}.ndjson`);
  return `npx --no-install resume-gate replay ${quoted(history)} --stream ${first.stream}`;
}
