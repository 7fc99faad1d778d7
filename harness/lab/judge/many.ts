import type { ClientRow, StreamAnswer } from "../../../rows/client/row.ts";
import type { LabRecord, RequestRecord } from "../history/records.ts";
import type { ClientFinding, ClientVerdict } from "./findings.ts";
import { ms } from "./requests.ts";

/** How many clients came back when. */
export interface Spread {
  readonly clients: number;
  readonly returned: number;
  /** Of the pauses, in milliseconds. */
  readonly first: number | null;
  readonly median: number | null;
  readonly last: number | null;
  /** The time in which the middle half of them came back, in milliseconds. */
  readonly middleHalf: number;
  /** The same under full jitter: each client waits once more for a drawn part of its pause. */
  readonly fullJitter: number;
}

/** Where timers and clocks are off, as for one client. */
const slackMs = 30;
/** In less than this part of the time that full jitter takes, the clients come in a crowd. */
const crowdedShare = 0.5;
/** Of so many clients with full jitter one run in 40,000 looks like a crowd; of 40 one in 2,000, of 10 one in 5. */
const fewestToSpread = 60;

export interface ManyRules {
  readonly clients: number;
  readonly mustSpread: boolean;
}

/** A client that came back: when, and how long it had waited since it was asked to. In milliseconds. */
interface Return {
  readonly at: number;
  readonly pausedMs: number;
}

/** How the clients came back after the moment at which all were cut. Null before it. */
export function spreadOf(row: ClientRow, records: readonly LabRecord[]): Spread | null {
  const cut = records.find((record) => record.k === "end");
  if (cut?.k !== "end") return null;
  const requests = asking(records);
  const clients = requests.filter(({ at }) => at <= cut.at).length;
  const back = row.resumes ? returnsByToken(requests, cut.at) : returnsAfter(requests, cut.at);
  const returns = back.slice(0, clients);
  const pauses = returns.map(({ pausedMs }) => pausedMs).sort((a, b) => a - b);
  const moments = returns.map(({ at }) => at).sort((a, b) => a - b);
  const at = (values: readonly number[], share: number) => values[Math.floor((values.length - 1) * share)] ?? 0;
  return {
    clients,
    returned: returns.length,
    first: pauses[0] ?? null,
    median: pauses.length === 0 ? null : at(pauses, 0.5),
    last: pauses.at(-1) ?? null,
    middleHalf: at(moments, 0.75) - at(moments, 0.25),
    fullJitter: asked(row).ms / 2,
  };
}

/** Each request after the cut is one that came back. */
function returnsAfter(requests: readonly RequestRecord[], cutAt: number): Return[] {
  return requests.flatMap(({ at }) => (at > cutAt ? [{ at, pausedMs: at - cutAt }] : []));
}

/** The first resume with a token was refused; the second one comes back from that. */
function returnsByToken(requests: readonly RequestRecord[], cutAt: number): Return[] {
  const refusedAt = new Map<number, number>();
  return requests.flatMap(({ at, token = -1, resumes }): Return[] => {
    if (at <= cutAt || !resumes || token < 0) return [];
    const before = refusedAt.get(token);
    if (before === undefined) refusedAt.set(token, at);
    return before === undefined ? [] : [{ at, pausedMs: at - before }];
  });
}

/** Judges many clients: all come back, none too soon, not in a crowd, each with a cursor. */
export function judgeMany(
  row: ClientRow,
  records: readonly LabRecord[],
  { clients, mustSpread }: ManyRules,
): ClientVerdict {
  const spread = spreadOf(row, records);
  const nothing = { findings: [], leftOpen: [], notJudged: [notJudged] };
  if (records.some((record) => record.k === "done" && record.why === "aborted")) {
    return { ...nothing, verdict: "inconclusive", reason: "The row was interrupted." };
  }
  if (spread === null || spread.clients === 0) {
    return { ...nothing, verdict: "inconclusive", reason: "No client asked for the stream." };
  }
  if (spread.clients < clients) {
    const reason = `Only ${spread.clients} of ${clients} clients asked for the stream. One process opens RESUME_GATE_CLIENTS of them.`;
    return { ...nothing, verdict: "inconclusive", reason };
  }
  const wait = asked(row);
  const other = insteadOfResuming(row, records);
  const findings: ClientFinding[] = [...other.findings];
  if (spread.returned + other.clients < spread.clients) {
    const text = `${spread.clients - spread.returned - other.clients} of ${spread.clients} clients never came back.`;
    findings.push({ kind: "gave-up", text, at: null });
  }
  if (spread.first !== null && spread.first < wait.ms - slackMs) {
    const text = `The first client came back after ${ms(spread.first)}; ${wait.by} asked for ${ms(wait.ms)}.`;
    findings.push({ kind: "came-too-soon", text, at: null });
  }
  const without = row.resumes ? 0 : cursorless(records);
  if (without > 0) findings.push({ kind: "cursor-missing", text: `${without} came back without a cursor.`, at: null });
  const sentence = `Half of ${spread.clients} clients came back within ${ms(spread.middleHalf)}; with full jitter that takes ${ms(spread.fullJitter)}.`;
  const isShown = spread.returned >= fewestToSpread;
  const isCrowd = isShown && spread.middleHalf < spread.fullJitter * crowdedShare;
  if (isCrowd && mustSpread) findings.push({ kind: "does-not-spread", text: sentence, at: null });
  const open = row.leftOpen?.["does-not-spread"] ?? "";
  const leftOpen = isCrowd && !mustSpread ? [{ what: "does-not-spread", text: `${sentence} ${open}` }] : [];
  if (findings.length === 0 && mustSpread && !isShown) return { ...nothing, verdict: "inconclusive", reason: tooFew };
  const verdict = findings.length > 0 ? "fail" : leftOpen.length > 0 ? "left open" : "pass";
  const unseen = isShown ? [notJudged] : [notJudged, tooFew];
  return { verdict, findings, leftOpen, notJudged: unseen, reason: null };
}

const tooFew = `Whether they spread: fewer than ${fewestToSpread} clients that come back cannot show it.`;

const notJudged = "Deliveries: those of many clients cannot be told apart.";

/** The pause that the server asks for, and where it does. */
function asked({ answers, resumes = [] }: ClientRow): { readonly ms: number; readonly by: string } {
  const [refusal] = resumes;
  if (refusal?.kind !== "refusal") return { ms: (answers[0] as StreamAnswer).retryMs ?? 0, by: "retry:" };
  return { ms: Number(refusal.headers?.["retry-after"] ?? 0) * 1_000, by: "Retry-After" };
}

/** Clients with a token that did something else after the cut: resumed without it, or started anew. */
function insteadOfResuming(
  { resumes }: ClientRow,
  records: readonly LabRecord[],
): { readonly clients: number; readonly findings: readonly ClientFinding[] } {
  const cut = records.find((record) => record.k === "end");
  if (!resumes || cut?.k !== "end") return { clients: 0, findings: [] };
  const later = asking(records).filter(({ at }) => at > cut.at);
  const without = later.filter((request) => request.resumes && (request.token ?? -1) < 0).length;
  const anew = later.filter((request) => !request.resumes).length;
  const findings: ClientFinding[] = [];
  if (without > 0) {
    findings.push({ kind: "cursor-missing", text: `${without} resumed without a token that was issued.`, at: null });
  }
  if (anew > 0) {
    findings.push({
      kind: "did-not-resume",
      text: `${anew} started a new stream where the old one could be resumed.`,
      at: null,
    });
  }
  return { clients: without + anew, findings };
}

/** Clients that came back without a cursor, of those that had one. */
function cursorless(records: readonly LabRecord[]): number {
  const cut = records.find((record) => record.k === "end");
  if (cut?.k !== "end") return 0;
  return asking(records).filter(({ at, cursor }) => at > cut.at && cursor === null).length;
}

/** Requests but for those of clients that have the whole stream: they were answered 204. */
function asking(records: readonly LabRecord[]): RequestRecord[] {
  const through = new Set(records.flatMap((record) => (record.k === "ans" && record.status === 204 ? [record.r] : [])));
  return records.filter((record) => record.k === "req" && !through.has(record.r)) as RequestRecord[];
}
