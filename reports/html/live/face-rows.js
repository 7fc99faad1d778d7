import { badge, byId, element, shape } from "./dom.js";

/** Rows are changed in place, so that the focus in them stays. */
export function drawFaces(faces, chosen, choose) {
  const body = byId("faces");
  const ids = faces.map(({ id }) => id);
  if ([...body.rows].map((row) => row.dataset.id).join("\n") !== ids.join("\n"))
    body.replaceChildren(...ids.map((id) => emptyRow(id, choose)));
  faces.forEach((face, i) => {
    fillRow(body.rows[i], face, face.id === chosen);
  });
}

function emptyRow(id, choose) {
  const button = element("button", { type: "button" }, id);
  button.addEventListener("click", () => choose(id));
  const cells = Array.from({ length: 6 }, (_, i) =>
    element("td", i === 1 ? { class: "share" } : i > 1 ? { class: "right" } : {}),
  );
  const row = element("tr", {}, element("th", { scope: "row" }, button), ...cells);
  row.dataset.id = id;
  return row;
}

function fillRow(row, { state: now, counts, rate, findings, verdict }, isChosen) {
  const all = Math.max(1, counts.planned, counts.started);
  const key = JSON.stringify([now, counts, rate, findings, verdict]);
  row.querySelector("button").setAttribute("aria-pressed", String(isChosen));
  if (row.dataset.key === key) return;
  row.dataset.key = key;
  row.className = now;
  const [, how, streams, resumes, refused, speed, found] = row.cells;
  how.replaceChildren(verdict ? badge(verdict) : now);
  const bar = shape("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  bar.append(
    shape("rect", { class: "track", width: 100, height: 6 }),
    shape("rect", { class: "first", width: (100 * counts.done) / all, height: 6 }),
  );
  streams.replaceChildren(`${counts.done} of ${all}`, bar);
  resumes.textContent = counts.attempts;
  refused.textContent = counts.refused;
  speed.textContent = now === "running" ? rate : "";
  found.textContent = findings;
}

export function gateRow({ name, value, limit, verdict, reach, limitReach }) {
  const bar = shape("svg", {
    class: "gate",
    viewBox: "0 0 120 22",
    role: "img",
    "aria-label": `${name}: ${value ?? "no data yet"}, limit ${limit}`,
  });
  bar.append(
    shape("rect", { class: "track", y: 5, width: 120, height: 12, rx: 2 }),
    shape("rect", { class: verdict, y: 5, width: 120 * reach, height: 12, rx: 2 }),
    shape("line", { class: "limit", x1: 120 * limitReach, x2: 120 * limitReach, y1: 1, y2: 21 }),
  );
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("code", {}, name)),
    element("td", {}, value === null ? "" : badge(verdict)),
    element("td", { class: "right" }, value ?? "no data yet"),
    element("td", { class: "bar" }, bar),
    element("td", { class: "nowrap" }, limit),
  );
}
