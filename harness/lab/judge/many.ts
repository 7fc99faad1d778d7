import type { ClientRow, StreamAnswer } from "../../../rows/client/row.ts";
import type { LabRecord, RequestRecord } from "../records.ts";
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

export interface ManyRules {
  readonly clients: number;
  readonly mustSpread: boolean;
}

/** How the clients came back after the moment at which all were cut. Null before it. */
export function spreadOf(row: ClientRow, records: readonly LabRecord[]): Spread | null {
  const cut = records.find((record) => record.k === "end");
  if (cut?.k !== "end") return null;
  const requests = asking(records);
  const clients = requests.filter(({ at }) => at <= cut.at).length;
  const pauses = requests.flatMap(({ at }) => (at > cut.at ? [at - cut.at] : [])).slice(0, clients);
  const asked = askedMs(row);
  const at = (share: number) => pauses[Math.floor((pauses.length - 1) * share)] ?? 0;
  return {
    clients,
    returned: pauses.length,
    first: pauses[0] ?? null,
    median: pauses.length === 0 ? null : at(0.5),
    last: pauses.at(-1) ?? null,
    middleHalf: at(0.75) - at(0.25),
    fullJitter: asked / 2,
  };
}

/** Judges many clients: all come back, none too soon, not in a crowd, each with a cursor. */
export function judgeMany(
  row: ClientRow,
  records: readonly LabRecord[],
  { clients, mustSpread }: ManyRules,
): ClientVerdict {
  const spread = spreadOf(row, records);
  const nothing = { findings: [], leftOpen: [], notJudged: [notJudged] };
  if (spread === null || spread.clients === 0) {
    return { ...nothing, verdict: "inconclusive", reason: "No client asked for the stream." };
  }
  if (spread.clients < clients) {
    const reason = `Only ${spread.clients} of ${clients} clients asked for the stream. One process opens RESUME_GATE_CLIENTS of them.`;
    return { ...nothing, verdict: "inconclusive", reason };
  }
  const asked = askedMs(row);
  const findings: ClientFinding[] = [];
  if (spread.returned < spread.clients) {
    const text = `${spread.clients - spread.returned} of ${spread.clients} clients never came back.`;
    findings.push({ kind: "gave-up", text, at: null });
  }
  if (spread.first !== null && spread.first < asked - slackMs) {
    const text = `The first client came back after ${ms(spread.first)}; retry: asked for ${ms(asked)}.`;
    findings.push({ kind: "came-too-soon", text, at: null });
  }
  const without = cursorless(records);
  if (without > 0)
    findings.push({ kind: "cursor-missing", text: `${without} came back without Last-Event-ID.`, at: null });
  const sentence = `Half of ${spread.clients} clients came back within ${ms(spread.middleHalf)}; with full jitter that takes ${ms(spread.fullJitter)}.`;
  const isCrowd = spread.middleHalf < spread.fullJitter * crowdedShare;
  if (isCrowd && mustSpread) findings.push({ kind: "does-not-spread", text: sentence, at: null });
  const open = row.leftOpen?.["does-not-spread"] ?? "";
  const leftOpen = isCrowd && !mustSpread ? [{ what: "does-not-spread", text: `${sentence} ${open}` }] : [];
  const verdict = findings.length > 0 ? "fail" : leftOpen.length > 0 ? "left open" : "pass";
  return { verdict, findings, leftOpen, notJudged: [notJudged], reason: null };
}

const notJudged = "Deliveries: those of many clients cannot be told apart.";

function askedMs({ answers }: ClientRow): number {
  return (answers[0] as StreamAnswer).retryMs ?? 0;
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
