import type { ClientResults, ClientRowResult } from "../../harness/lab/results.ts";
import { escapeHtml } from "../html/drawing/markup.ts";
import { page, table } from "../html/drawing/page-shell.ts";
import { clientRowsSentence } from "./client-table.ts";

/** The results of a client as one page: the matrix of rows, each with what the server did and what was wrong. */
export function renderClientHtml(results: ClientResults): string {
  const body = [
    `<h1>Client: <span class="${tone(results.verdict)}">${results.verdict}</span></h1>`,
    `<p><code>${escapeHtml(results.client)}</code> · ${escapeHtml(results.protocol)} · seed ${results.seed} · ${escapeHtml(results.started_at.slice(0, 16).replace("T", " "))} UTC</p>`,
    `<p>${escapeHtml(clientRowsSentence(results))}</p>`,
    ...(results.answered ?? []).map((sentence) => `<p>${escapeHtml(sentence)}</p>`),
    ...results.not_judged.map((sentence) => `<p>Not judged: ${escapeHtml(sentence)}</p>`),
    table(["row", "verdict", "requests", "what the server does", "what was seen"], results.rows.map(cells)),
  ];
  return page(`Resume gate, client: ${results.verdict}`, body.join("\n"));
}

function cells(row: ClientRowResult): string[] {
  return [
    escapeHtml(row.name),
    `<span class="${tone(row.verdict)}">${row.verdict}</span>`,
    String(row.requests),
    escapeHtml(row.does),
    seen(row),
  ];
}

function seen({ findings, left_open, reason, not_judged }: ClientRowResult): string {
  const parts = [
    ...findings.map(({ kind, text }) => `<strong>${kind}</strong>: ${escapeHtml(text)}`),
    ...left_open.map(({ text }) => `Left open: ${escapeHtml(text)}`),
    ...(reason === null ? [] : [escapeHtml(reason)]),
    ...not_judged.map((sentence) => `Not judged: ${escapeHtml(sentence)}`),
  ];
  return parts.join("<br>") || "nothing wrong";
}

function tone(verdict: ClientRowResult["verdict"]): string {
  return verdict === "pass" ? "good" : verdict === "fail" ? "bad" : "";
}
