import { byId, element, setText } from "./dom.js";
import { traceButton } from "./open-traces.js";

/** Findings are never removed, so only the new ones are added, on top. */
export function drawFindings({ faces, findings }) {
  const counted = faces.reduce((sum, face) => sum + face.findings, 0);
  const shown = findings.length;
  setText("findings-note", shown === 0 ? "none so far" : `${counted} that count; ${shown} listed, the newest first`);
  for (const finding of findings.slice(byId("findings").rows.length))
    if (finding) byId("findings").prepend(findingRow(finding));
}

function findingRow({ face, kind, stream, text, where, wanted }) {
  const place = where ? ` (${where})` : "";
  return element(
    "tr",
    wanted ? { class: "wanted" } : {},
    element("th", { scope: "row" }, face),
    element("td", { class: "kind" }, `${kind}${place}${wanted ? ", as meant" : ""}`),
    element("td", {}, String(stream)),
    element("td", {}, text),
    element("td", {}, traceButton("event by event", face, stream)),
  );
}
