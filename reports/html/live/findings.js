import { byId, element, setText } from "./dom.js";

/** Findings only come, so the new ones are put on top. */
export function drawFindings({ faces, findings }) {
  const counted = faces.reduce((sum, face) => sum + face.findings, 0);
  const shown = findings.length;
  setText(
    "findings-note",
    shown === 0 ? "none so far" : `${counted} that count; ${shown} are listed, the newest first`,
  );
  for (const finding of findings.slice(byId("findings").rows.length))
    if (finding) byId("findings").prepend(findingRow(finding));
}

function findingRow({ face, kind, stream, text, where, wanted }) {
  const open = element(
    "button",
    { type: "button", class: "copy", "aria-label": `Open stream ${stream} of ${face}, event by event` },
    "event by event",
  );
  open.addEventListener("click", () => openTrace(face, stream, open));
  const place = where ? ` (${where})` : "";
  return element(
    "tr",
    wanted ? { class: "wanted" } : {},
    element("th", { scope: "row" }, face),
    element("td", { class: "kind" }, `${kind}${place}${wanted ? ", as meant" : ""}`),
    element("td", {}, String(stream)),
    element("td", {}, text),
    element("td", {}, open),
  );
}

/** The server escapes what it puts into a trace (the report's own template). A history is written once a second. */
async function openTrace(face, stream, button) {
  button.disabled = true;
  setText("traces-note", `Reading stream ${stream} of ${face}.`);
  try {
    const answer = await fetch(`/trace?${new URLSearchParams({ face, stream })}`, {
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const holder = element("div");
    holder.innerHTML = await answer.text();
    const trace = holder.firstElementChild;
    document.getElementById(trace.querySelector(".trace-body").id)?.closest(".trace").remove();
    byId("traces").append(trace);
    trace.open = true;
    setText("traces-note", "Two that are open stand side by side.");
    trace.querySelector("summary").focus();
    trace.scrollIntoView({ block: "start" });
  } catch (error) {
    setText("traces-note", `Stream ${stream} of ${face} cannot be shown now: ${error.message}`);
  } finally {
    button.disabled = false;
  }
}
