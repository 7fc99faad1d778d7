import pc from "picocolors";
import type { FaceResult, Results, Verdict } from "../../harness/gate/results.ts";
import { connectionsSentence } from "../wording/connections-sentence.ts";
import { eventsChecked, ms, rateText } from "../wording/figure-text.ts";
import { proofSentences } from "../wording/proof-sentences.ts";
import { firstSeen, isOfRows, proofsOf, rowsSentence, verdictWord } from "../wording/row-words.ts";
import { cell, clip, wrap } from "./fit-text.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; no line is longer. At least 60. */
  readonly width: number;
}

type Paint = ReturnType<typeof pc.createColors>;

/** Widths of the table's columns; the last column gets the rest. */
const columns = { scenario: 17, face: 7, verdict: 13, resumed: 16, proof: 14 } as const;
const taken = columns.scenario + columns.face + columns.verdict + columns.resumed;
const takenByRow = columns.scenario + columns.verdict + columns.resumed + columns.proof;

/** The most reasons that are shown; the results and the report have all. */
const mostReasons = 12;

/** The results as a table and the reasons, for a terminal or a log. */
export function renderTerminal(results: Results, { color, width }: TerminalOptions): string {
  const paint = pc.createColors(color);
  const { summary } = results;
  const ofRows = isOfRows(results);
  const second = ofRows
    ? cell("verdict", columns.verdict)
    : cell("face", columns.face) + cell("verdict", columns.verdict);
  const third = ofRows ? `${cell("proved by", columns.proof)}what was seen first` : "what was seen";
  const heading = `${cell(ofRows ? "row" : "scenario", columns.scenario)}${second}${cell("resumed", columns.resumed)}${third}`;
  const text = [
    `Without a fault and with the fixes: ${rateText(summary.resume_success_rate, ">=")} of ${summary.resume_eligible} resumes succeeded (at least ${rateText(summary.resume_success_rate_low, ">=")}, Wilson 95 %), ${eventsChecked(summary)}`,
    `Trimmed ${rateText(summary.buffer_trim_rate, "<=")} of the streams. Reconnect p50 ${ms(summary.reconnect_p50_ms)}, p99 ${ms(summary.reconnect_p99_ms)}. Seed ${results.seed}.`,
  ];
  return [
    "",
    paint.dim(heading.slice(0, width)),
    ...(ofRows
      ? rowLines(results, { paint, width })
      : results.scenarios.flatMap((row) =>
          row.faces.map((face, i) => faceLine(i === 0 ? row.name : "", face, { paint, width })),
        )),
    "",
    ...text.flatMap((line) => wrap(line, width, "")),
    ...[...proofSentences(results), connectionsSentence(results) ?? []].flat().flatMap((line) => wrap(line, width, "")),
    "",
    ...reasonLines(results, width),
    ...[rowsSentence(results)].flatMap((sentence) => (sentence === null ? [] : wrap(sentence, width, ""))),
    `${paintVerdict(results.verdict, results.verdict, paint)} (exit ${results.exit_code})`,
  ].join("\n");
}

/** A line for each row: verdict, attempts, how many streams each proof judged, what was seen first. Then the rows that did not run. */
function rowLines(results: Results, { paint, width }: { paint: Paint; width: number }): string[] {
  const ran = results.scenarios.flatMap((row) =>
    row.faces.map((face) => {
      const { resume_success_rate: rate, resume_eligible: eligible } = face.summary;
      return [
        cell(row.name, columns.scenario),
        paintVerdict(row.verdict, cell(verdictWord(row), columns.verdict), paint),
        cell(`${rateText(rate, ">=")} of ${eligible}`, columns.resumed),
        cell(proofsOf(face), columns.proof),
        clip(firstSeen(face), width - takenByRow),
      ].join("");
    }),
  );
  const missing = results.not_offered ?? [];
  return [
    ...ran,
    ...missing.map(({ row, reason }) =>
      paint.dim(
        cell(row, columns.scenario) +
          cell("not offered", columns.verdict) +
          clip(reason, width - columns.scenario - columns.verdict),
      ),
    ),
  ];
}

function faceLine(name: string, face: FaceResult, { paint, width }: { paint: Paint; width: number }): string {
  const { resume_success_rate: rate, resume_eligible: eligible } = face.summary;
  const word = face.verdict === "pass" && face.face === "inject" ? "pass (red)" : face.verdict;
  return [
    cell(name, columns.scenario),
    cell(face.face, columns.face),
    paintVerdict(face.verdict, cell(word, columns.verdict), paint),
    cell(`${rateText(rate, ">=")} of ${eligible}`, columns.resumed),
    clip(seen(face), width - taken),
  ].join("");
}

/** Which answers came instead of streams: what a person at 3 a.m. asks first. */
function seen(face: FaceResult): string {
  if (face.ended === "missing") return "no history";
  const refused = Object.entries(face.answers).filter(([name]) => name !== "200");
  const [top, ...others] = refused.sort((a, b) => b[1] - a[1]);
  if (!top) return face.answers["200"] === undefined ? "no answer" : "200 only";
  const name = top[0].replace(/^\d{3} (?=\w*_)/, ""); // the code alone says it, and there is no room for more
  return `${top[1]}x ${name}${others.length > 0 ? ` +${others.length}` : ""}`;
}

function reasonLines(results: Results, width: number): string[] {
  if (results.reasons.length === 0) return [];
  const shown = results.reasons.slice(0, mostReasons);
  const more = results.reasons.length - shown.length;
  return [
    ...shown.flatMap((reason) => wrap(`- ${reason}`, width, "  ")),
    ...(more > 0 ? [`- and ${more} more`] : []),
    "",
  ];
}

function paintVerdict(verdict: Verdict, text: string, paint: Paint): string {
  return { pass: paint.green, inconclusive: paint.yellow, fail: paint.red }[verdict](text);
}
