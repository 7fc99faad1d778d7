import { type ClientRow, type FindingKind, findingKinds } from "../../../rows/client/row.ts";
import type { LabRecord } from "../history/records.ts";
import { judgeCursors } from "./cursors.ts";
import { judgeDeliveries, mayAllHaveCrossed, unheardTypes } from "./deliveries.ts";
import { doubleConnections, openedTwice } from "./double.ts";
import type { ClientFinding, ClientVerdict, LeftOpen } from "./findings.ts";
import { judgePace, pausesThatStay } from "./pace.ts";
import { judgeRequests, ms, oneOfEach, type RequestRules } from "./requests.ts";
import { notShown } from "./shown-by-server.ts";
import { withTextsAsSent } from "./texts-as-sent.ts";
import { judgeTokens } from "./tokens.ts";

export interface Known extends Pick<RequestRules, "mustStartAnew"> {
  /** Whether the client reports deliveries at all, in this row or in another. */
  readonly reports: boolean;
}

/** Judges one row: what the client requested, and what it says that it delivered. Pure: records in, verdict out. */
export function judgeRow(row: ClientRow, recorded: readonly LabRecord[], known: Known): ClientVerdict {
  const records = withTextsAsSent(recorded);
  const requests = records.filter((record) => record.k === "req");
  const done = records.find((record) => record.k === "done");
  const nothing = { findings: [], leftOpen: [], notJudged: [] };
  if (done?.why === "aborted" || !done) {
    return { ...nothing, verdict: "inconclusive", reason: "The row was interrupted." };
  }
  if (requests.length === 0) {
    const end = records.find((record) => record.k === "client" && record.what === "ended");
    const how = end?.k === "client" ? `it ${end.how}` : "it is still running";
    return { ...nothing, verdict: "inconclusive", reason: `The client never asked for the stream; ${how}.` };
  }
  const { findings: found, leftOpen: asked } = everything(row, records, known);
  const notPlayed = records.find((record) => record.k === "not-played");
  const isCutShort = done.why === "limit" || notPlayed !== undefined;
  const unsure = [...(isCutShort ? untilTheEnd : []), ...(openedTwice(records) ? ofOneReader : [])];
  const all = found.filter(({ kind }) => !unsure.includes(kind));
  const open = all.filter(({ kind }) => row.leftOpen?.[kind] !== undefined);
  const findings = all.filter((finding) => !open.includes(finding)).sort((a, b) => rank(a) - rank(b));
  const leftOpen = [...asked, ...open.map((finding) => opened(finding, row.leftOpen?.[finding.kind] ?? ""))];
  const judged = { findings, leftOpen, notJudged: notJudged(records, known) };
  if (findings.length > 0) return { ...judged, verdict: "fail", reason: null };
  const shownNothing = notShown(row, records);
  if (shownNothing !== null) return { ...judged, verdict: "inconclusive", reason: shownNothing };
  if (isCutShort) {
    const late = `The row was not through after ${ms(done.at)}; --patience waits longer.`;
    const reason = notPlayed ? `It asked for ${notPlayed.text}, which the lab does not play.` : late;
    return { ...judged, verdict: "inconclusive", reason };
  }
  if (all.length < found.length) return { ...judged, verdict: "inconclusive", reason: twoReaders };
  return { ...judged, verdict: leftOpen.length > 0 ? "left open" : "pass", reason: null };
}

const twoReaders =
  "It opened the stream twice at once. The lab plays for one reader, so what each of two was owed cannot be told.";

/** The findings of each judge, and what the standard leaves open. */
function everything(row: ClientRow, records: readonly LabRecord[], known: Known) {
  const requests = judgeRequests(records, { ...known, untilStop: row.untilStop === true });
  const cursors = row.protocol === "draft-graph" ? judgeTokens(records) : judgeCursors(records);
  const pace = judgePace(records, { retryCounts: row.theme === "pause" });
  const deliveries = known.reports && !mayTellLater(records) ? judgeDeliveries(records) : [];
  return {
    findings: [...oneOfEach(cursors), ...requests.findings, ...oneOfEach(pace), ...oneOfEach(deliveries)],
    leftOpen: [...requests.leftOpen, ...pausesThatStay(records), ...doubleConnections(records)],
  };
}

/** Whether a client that tells its events at its end was not let come to it: it was refused, and may have waited to ask again. */
function mayTellLater(records: readonly LabRecord[]): boolean {
  if (records.some(({ k }) => k === "got") || records.some((each) => each.k === "client" && each.what === "ended"))
    return false;
  const last = records.findLast((record) => record.k === "ans");
  const done = records.find((record) => record.k === "done");
  return done?.k === "done" && done.why === "quiet" && last?.k === "ans" && last.answer?.kind === "refusal";
}

/** What cannot be said of a row that was cut short. */
const untilTheEnd: readonly FindingKind[] = ["lost", "gave-up", "hangs", "did-not-start-anew"];

/** What cannot be said of a client with two readers of one stream. */
const ofOneReader: readonly FindingKind[] = [
  ...untilTheEnd,
  ...(["duplicated", "reordered", "came-too-soon", "retried-for-good", "did-not-resume"] as const),
  ...(["cursor-missing", "cursor-stale", "cursor-too-new"] as const),
];

function rank({ kind }: ClientFinding): number {
  return findingKinds.indexOf(kind);
}

function opened({ kind, text }: ClientFinding, reason: string): LeftOpen {
  return { what: kind satisfies FindingKind, text: `${text} ${reason}` };
}

/** What this client cannot show. */
function notJudged(records: readonly LabRecord[], { reports }: Known): string[] {
  const sentences: string[] = [];
  if (!reports) sentences.push("Deliveries: it reported none, so what its application gets is not judged.");
  if (reports && mayTellLater(records)) sentences.push("Deliveries: it had told of none when the row was over.");
  if (mayAllHaveCrossed(records))
    sentences.push("Order: events came by POSTs of their own, which may overtake one another.");
  const unheard = reports ? unheardTypes(records) : [];
  if (unheard.length > 0) sentences.push(`Events of the type ${unheard.join(", ")}: it does not listen to them.`);
  const [first] = records.filter((record) => record.k === "req");
  if (first?.credentials === "absent") sentences.push("Credentials: it did not send those of RESUME_GATE_HEADERS.");
  return sentences;
}
