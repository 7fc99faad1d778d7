// The page of a running run. What comes from a target is put into the page only as text.

import { badge, byId, element, setText } from "./dom.js";
import { drawFaces, gateRow } from "./face-rows.js";
import { drawFindings } from "./finding-rows.js";
import { followRun } from "./run-connection.js";
import { fillTable, picture } from "./stream-lines.js";

/** The most reasons of the verdict that are shown at once; the others are folded. */
const shownReasons = 6;

/** Events that come within this time are drawn together, in milliseconds. */
const drawMs = 80;

let state = null;
/** The row whose details are shown: the one that somebody chose, or else one that runs. */
let chosen = null;
let isChosen = false;
let drawing = 0;

function draw() {
  drawing = 0;
  const { run, faces, verdict } = state;
  const started = new Date(run.startedAt).toISOString().slice(0, 19).replace("T", " ");
  setText("run", `${run.target} · profile ${run.profile} · seed ${run.seed} · started ${started} UTC`);
  chosen = faceToShow(faces);
  drawStatus(faces, verdict);
  drawFaces(faces, chosen, (id) => {
    chosen = id;
    isChosen = true;
    redraw();
  });
  drawFace(faces.find(({ id }) => id === chosen));
  drawFindings(state);
  drawVerdict(verdict);
}

/** By a timer, not by frames: a hidden tab gets no frames, and its title says how far the run is. */
function redraw() {
  if (drawing === 0) drawing = setTimeout(draw, drawMs);
}

function faceToShow(faces) {
  const current = faces.find(({ id }) => id === chosen);
  if (current && (isChosen || current.state === "running")) return chosen;
  return faces.find((face) => face.state === "running")?.id ?? current?.id ?? faces[0]?.id ?? null;
}

function drawStatus(faces, verdict) {
  const of = (name) => faces.filter((face) => face.state === name).length;
  const found = faces.reduce((sum, face) => sum + face.findings, 0);
  const now = verdict
    ? `The run is over: ${verdict.verdict}.`
    : `${of("running")} running, ${of("waiting")} waiting, ${of("done")} of ${faces.length} done; ${found === 1 ? "1 finding" : `${found} findings`}.`;
  setText("status", now);
  byId("status").className = verdict ? "" : "running";
  document.title = verdict ? `Resume gate: ${verdict.verdict}` : `${of("done")}/${faces.length} Resume gate`;
}

function drawFace(face) {
  if (!face) return;
  setText("face-title", face.id);
  setText("face-note", noteOf(face));
  const lines = [...(state.lines[face.id] ?? [])].sort((a, b) => a.s - b.s);
  byId("lines").replaceChildren(picture(face, lines));
  const all = Math.max(face.counts.planned, face.counts.started);
  setText(
    "lines-note",
    `A bar is a connection, a cross a cut, a diamond a finding. ${lines.length} of ${all} streams:`,
  );
  if (byId("lines-table").closest("details").open) fillTable(byId("lines-table"), face.id, lines);
  byId("gates").replaceChildren(...(state.gates[face.id] ?? []).map(gateRow));
}

function noteOf({ state: now, elapsedMs, expectedMs, expected, reasons }) {
  const seconds = (ms) => `${Math.round(ms / 1_000)} s`;
  const times = {
    waiting: "it has not begun",
    running: `${seconds(elapsedMs)} of about ${seconds(expectedMs)}`,
    done: "done",
  };
  const meant = expected === "red" ? "With its fault, so it must turn red: " : "";
  return `${meant}${times[now]}${reasons.length > 0 ? `; ${reasons.join(" ")}` : ""}`;
}

function drawVerdict(verdict) {
  const section = byId("verdict");
  if (!verdict || !section.hidden) return;
  section.hidden = false;
  section.classList.add(verdict.verdict);
  byId("verdict-title").replaceChildren(badge(verdict.verdict), ` (exit code ${verdict.exitCode})`);
  const items = verdict.reasons.map((reason) => element("li", {}, reason));
  byId("reasons").replaceChildren(...items.slice(0, shownReasons));
  const rest = items.slice(shownReasons);
  if (rest.length > 0) {
    const list = element("ol", { class: "reasons", start: shownReasons + 1 }, ...rest);
    byId("reasons").after(element("details", {}, element("summary", {}, `${rest.length} more`), list));
  }
  const link = element("a", { href: "/report" }, "The report");
  byId("after").replaceChildren(link, ` is there as long as this page is served. Results: ${verdict.resultsFile}`);
}

byId("lines-table").closest("details").addEventListener("toggle", redraw);
followRun({
  onState(whole) {
    state = whole;
    byId("findings").replaceChildren();
    redraw();
  },
  onChange: redraw,
  onTrouble(text) {
    byId("link").hidden = text === "";
    setText("link", text);
  },
});
