import type { Results } from "../../../harness/gate/results.ts";
import { rateText } from "../../wording/figure-text.ts";
import { firstSeen, isOfRows, proofsOf, rowsSentence, verdictWord } from "../../wording/row-words.ts";
import { figure, html, type Markup } from "../drawing/markup.ts";
import { badge } from "./gate-table.ts";

/** Each row with its verdict, its attempts, which proof judged how much, and what was seen first; null for other results. */
export function rowMatrix(results: Results): Markup | null {
  if (!isOfRows(results)) return null;
  const ran = results.scenarios.flatMap((row, i) =>
    row.faces.map((face, j) => {
      const { resume_success_rate: rate, resume_eligible: eligible } = face.summary;
      const at = `/scenarios/${i}/faces/${j}/summary`;
      const word = verdictWord(row);
      return html`<tr><th scope="row"><a href="#scenario-${row.name}">${row.name}</a></th><td>${badge(row.verdict)}${word === row.verdict ? null : html` ${word}`}</td><td class="right">${figure(`${at}/resume_success_rate`, rate, rateText(rate, ">="))} of ${figure(`${at}/resume_eligible`, eligible, String(eligible))}</td><td>${proofsOf(face)}</td><td>${firstSeen(face)}</td></tr>`;
    }),
  );
  const missing = (results.not_offered ?? []).map(
    ({ row, reason }) =>
      html`<tr><th scope="row">${row}</th><td>not offered</td><td></td><td></td><td>${reason}</td></tr>`,
  );
  return html`<section id="rows" aria-labelledby="rows-title"><h2 id="rows-title">Rows <small>${rowsSentence(results)}</small></h2>
<div class="scroll"><table class="answers"><thead><tr><th scope="col">row</th><th scope="col">verdict</th><th scope="col" class="right">resumed</th><th scope="col">proved by</th><th scope="col">what was seen first</th></tr></thead><tbody>${ran}${missing}</tbody></table></div></section>`;
}
