import type { FaceResult, FaultProof, Phase } from "../../../harness/gate/results.ts";
import { historyPath, rateText, timeText } from "../../wording/figure-text.ts";
import { proofSentence } from "../../wording/proof-sentences.ts";
import { figure, html, type Markup } from "../drawing/markup.ts";
import { badge, gateTable } from "../sections/gate-table.ts";
import { type Traced, traceLine, traceLink } from "../trace/scenario-traces.ts";
import { timelinePlots, timelineTable } from "./face-timeline.ts";
import { sketches } from "./stream-sketches.ts";
import type { Timeline } from "./timeline-steps.ts";

const what: Readonly<Record<FaceResult["face"], string>> = {
  load: "load without a fault: must be green",
  inject: "with the fault: must be red",
  fixed: "with the runbook's fix: must be green",
};

/** What a card needs besides its face: the face's JSON pointer in the results, its timeline, its streams event by event. */
export interface FaceSurroundings {
  readonly pointer: string;
  readonly timeline: Timeline;
  readonly traced: Traced;
}

/** One face as a card: what it had to show, and what was seen. */
export function faceCard(scenario: string, face: FaceResult, { pointer, timeline, traced }: FaceSurroundings): Markup {
  const title = `${scenario}, ${face.face}`;
  const { summary } = face;
  const red = Object.values(face.gates).filter((gate) => gate.verdict !== "pass").length;
  return html`<article class="face ${face.face}" aria-label="${title}">
<div><h4>${face.face} <small>${what[face.face]}</small> ${badge(face.verdict)}</h4>
${face.ended === "complete" ? null : html`<p class="note">The face ended: ${face.ended}.</p>`}
${face.stopped_early ? html`<p class="note">Stopped early: ${face.stopped_early}</p>` : null}
${reasonList(face.reasons)}
<dl class="facts">
<div><dt>resumed</dt><dd>${figure(`${pointer}/summary/resume_success_rate`, summary.resume_success_rate, rateText(summary.resume_success_rate, ">="))} of ${figure(`${pointer}/summary/resume_eligible`, summary.resume_eligible, String(summary.resume_eligible))}</dd></div>
<div><dt>came back in</dt><dd>p50 ${figure(`${pointer}/summary/reconnect_p50_ms`, summary.reconnect_p50_ms, timeText(summary.reconnect_p50_ms))}, p99 ${figure(`${pointer}/summary/reconnect_p99_ms`, summary.reconnect_p99_ms, timeText(summary.reconnect_p99_ms))}</dd></div>
<div><dt>streams</dt><dd>${figure(`${pointer}/summary/streams_completed`, summary.streams_completed, String(summary.streams_completed))} of ${figure(`${pointer}/summary/streams_started`, summary.streams_started, String(summary.streams_started))} whole</dd></div>
<div><dt>took</dt><dd>${figure(`${pointer}/summary/duration_ms`, summary.duration_ms, timeText(summary.duration_ms))}</dd></div>
</dl>
${face.protocol ? html`<p class="note">${proofSentence(face.protocol)}</p>` : null}
${symptom(face, pointer)}
${answers(face, pointer)}
${faults(face.faults, pointer)}
</div>
<div>${timelinePlots(title, face, timeline)}</div>
<div><details><summary>All gates of this face (${red} not passed)</summary>${gateTable(`${title}: gates`, `${pointer}/gates`, face.gates)}</details>
${phases(title, face.phases, pointer)}
${telemetry(face, pointer)}
${resources(face, pointer)}
${timelineTable(title, timeline)}
${findings(scenario, face, traced)}</div>
</article>`;
}

export function reasonList(reasons: readonly string[]): Markup | null {
  if (reasons.length === 0) return null;
  return html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`;
}

function symptom({ symptom: found }: FaceResult, pointer: string): Markup | null {
  if (!found) return null;
  return html`<p class="symptom"><strong>Symptom wanted:</strong> ${found.wanted}. <strong>Seen:</strong> ${figure(`${pointer}/symptom/seen`, found.seen, String(found.seen))} of ${figure(`${pointer}/symptom/attempts`, found.attempts, String(found.attempts))} (${figure(`${pointer}/symptom/share`, found.share, rateText(found.share, ">="))}) ${badge(found.verdict)}</p>`;
}

function answers({ answers: counts }: FaceResult, pointer: string): Markup | null {
  const sorted = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (sorted.length === 0) return null;
  const most = sorted[0]?.[1] ?? 1;
  return html`<table class="answers"><caption>Answers to resume attempts</caption><tbody>${sorted.map(
    ([answer, count]) =>
      html`<tr><th scope="row"><code>${answer}</code></th><td class="right">${figure(`${pointer}/answers/${escapePointer(answer)}`, count, String(count))}</td><td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${answer === "200" ? "ok" : answer.startsWith("200") ? "partial" : "refused"}" width="${(100 * count) / most}" height="8"/></svg></td></tr>`,
  )}</tbody></table>`;
}

/** A key within a JSON pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function faults(all: readonly FaultProof[], pointer: string): Markup | null {
  if (all.length === 0) return null;
  const time = (key: "started_ms" | "proved_ms" | "ended_ms", fault: FaultProof, i: number) =>
    html`<td class="right">${figure(`${pointer}/faults/${i}/${key}`, fault[key], fault[key] === null ? "never" : timeText(fault[key]))}</td>`;
  return html`<table class="faults"><caption>Faults</caption><thead><tr><th scope="col">fault</th><th scope="col" class="right">started</th><th scope="col" class="right">proved</th><th scope="col" class="right">ended</th><th scope="col">seen</th></tr></thead><tbody>${all.map(
    (fault, i) =>
      html`<tr><th scope="row">${fault.name}</th>${time("started_ms", fault, i)}${time("proved_ms", fault, i)}${time("ended_ms", fault, i)}<td class="long">${fault.observed ?? "nothing"}</td></tr>`,
  )}</tbody></table>`;
}

function phases(title: string, all: readonly Phase[], pointer: string): Markup | null {
  if (all.length < 2) return null;
  return html`<details><summary>Before, during and after the fault</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}: phases"><table class="numbers">
<thead><tr><th scope="col">phase</th><th scope="col">from</th><th scope="col">to</th><th scope="col">attempts</th><th scope="col">eligible</th><th scope="col">succeeded</th><th scope="col">rate</th></tr></thead>
<tbody>${all.map(
    (phase, i) =>
      html`<tr><th scope="row">${phase.name}</th><td>${timeText(phase.from_ms)}</td><td>${timeText(phase.to_ms)}</td>${(
        ["attempts", "eligible", "successes"] as const
      ).map(
        (key) => html`<td>${figure(`${pointer}/phases/${i}/${key}`, phase[key], String(phase[key]))}</td>`,
      )}<td>${figure(`${pointer}/phases/${i}/success_rate`, phase.success_rate, rateText(phase.success_rate, ">="))}</td></tr>`,
  )}</tbody></table></div></details>`;
}

function telemetry({ telemetry: counts }: FaceResult, pointer: string): Markup | null {
  const all = Object.entries(counts);
  if (all.length === 0) return null;
  return html`<details><summary>What the server logged</summary><table class="answers"><tbody>${all.map(
    ([name, count]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td class="right">${figure(`${pointer}/telemetry/${escapePointer(name)}`, count, String(count))}</td></tr>`,
  )}</tbody></table></details>`;
}

/** What the processes used, and how their memory grew where the face was long enough to tell. */
function resources({ resources: used }: FaceResult, pointer: string): Markup | null {
  if (!used) return null;
  const { growth, ...figures } = used;
  const rows = Object.entries(figures).map(
    ([name, value]) =>
      html`<tr><th scope="row">${name.replaceAll("_", " ").replace(/ mb$/, ", MiB").replace(/ ms /, ", ms, ")}</th><td class="right">${figure(`${pointer}/resources/${name}`, value, value === null ? "none" : String(value))}</td></tr>`,
  );
  const slopes = Object.entries(growth).map(
    ([name, { mb_per_hour, low, high, mean_mb }]) =>
      html`<tr><th scope="row">${name} memory growth, MiB an hour</th><td class="right">${figure(`${pointer}/resources/growth/${name}/mb_per_hour`, mb_per_hour, String(mb_per_hour))} (${low} to ${high}) on ${mean_mb}</td></tr>`,
  );
  return html`<details><summary>What the processes used</summary><table class="answers"><tbody>${rows}${slopes}</tbody></table></details>`;
}

/** Failing streams, each with the command that shows all of it. */
function findings(scenario: string, face: FaceResult, traced: Traced): Markup | null {
  const { face: name, findings: rows, expected } = face;
  if (rows.length === 0) return null;
  const table = html`<div class="scroll" role="region" tabindex="0" aria-label="${scenario}, ${name}: failing streams"><table class="findings">
<thead><tr><th scope="col">stream</th><th scope="col">what</th><th scope="col">event</th><th scope="col">found</th><th scope="col">replay</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.stream} ${traceLink(scenario, name, row.stream, traced)}</th><td><span class="kind">${row.kind}</span></td><td>${row.seq ?? ""}</td><td>${row.text}${row.request_id ? html`<br><small>${row.request_id}</small>` : null}${traceLine(row, traced)}</td><td><code class="command">npx --no-install resume-gate replay ${historyPath(scenario, name)} --stream ${row.stream}</code></td></tr>`,
  )}</tbody></table></div>`;
  return html`<details${expected === "green" ? html` open` : null}><summary>Failing streams (the first ${rows.length})</summary>${table}${sketches(`${scenario}, ${face.face}`, face)}</details>`;
}
