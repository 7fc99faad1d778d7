import { element, shape } from "./dom.js";
import { traceButton } from "./open-traces.js";

/** The streams of a row as lines over one time axis. */
const width = 620;
const left = 44;
const height = 15;

export function picture(face, lines) {
  const times = lines.flatMap(({ bars }) => bars.flatMap(({ from, to }) => [from, to ?? from]));
  const end = Math.max(1_000, face.state === "running" ? (face.elapsedMs ?? 0) : 0, ...times);
  const x = (at) => left + ((width - left - 8) * at) / end;
  const svg = shape("svg", {
    class: "live-lines",
    viewBox: `0 0 ${width} ${Math.max(1, lines.length) * height + 18}`,
    role: "img",
    "aria-label": `The connections of ${lines.length} streams of ${face.id} over time`,
  });
  lines.forEach((line, i) => {
    const y = i * height;
    const label = shape("text", { class: "tick", x: left - 6, y: y + 11, "text-anchor": "end" });
    label.textContent = line.s;
    svg.append(label);
    for (const bar of line.bars) svg.append(...barShapes(bar, y, x, end));
  });
  for (let i = 0; i <= 4; i++) {
    const tick = shape("text", {
      class: "tick",
      x: x((end * i) / 4),
      y: lines.length * height + 14,
      "text-anchor": i === 4 ? "end" : "middle",
    });
    tick.textContent = `${((end * i) / 4_000).toFixed(1)} s`;
    svg.append(tick);
  }
  return svg;
}

function barShapes(bar, y, x, end) {
  const [from, to] = [x(bar.from), x(bar.to ?? end)];
  const style = bar.answer === null ? "partial" : !bar.ok ? "refused k0" : bar.what === "start" ? "first" : "ok";
  const drawn = [
    shape(
      "rect",
      {
        class: bar.to === null ? `${style} open` : style,
        x: from,
        y: y + 3,
        width: Math.max(2, to - from),
        height: 9,
      },
      barText(bar),
    ),
  ];
  if (bar.why === "cut") drawn.push(shape("path", { class: "cut", d: `M${to - 3} ${y + 4}l6 7m0 -7l-6 7` }));
  for (const at of bar.found) drawn.push(shape("path", { class: "found", d: `M${x(at)} ${y + 2}l5 5l-5 5l-5 -5z` }));
  return drawn;
}

function barText({ c, what, cursor, answer, events, why }) {
  const after = cursor === undefined ? "" : cursor < 0 ? " without a cursor" : ` after ${cursor}`;
  return `#${c} ${what}${after}: ${answer ?? "no answer yet"}, ${events} events, ${why ?? "open"}`;
}

/** The lines as a table. Rows are changed in place, so that the focus in them stays. */
export function fillTable(body, face, lines) {
  const rows = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  const wanted = lines.map((line) => {
    const key = `${face} ${line.s}`;
    const row = rows.get(key) ?? lineRow(key, face, line.s);
    const [, connections, ended] = row.cells;
    const before = line.more > 0 ? `${line.more} before; ` : "";
    connections.textContent = before + line.bars.map(barText).join("; ");
    ended.textContent = `${line.outcome ?? "open"}${line.findings > 0 ? `, findings: ${line.findings}` : ""}`;
    return row;
  });
  const isSame = wanted.length === body.rows.length && wanted.every((row, i) => row === body.rows[i]);
  if (!isSame) body.replaceChildren(...wanted);
}

function lineRow(key, face, s) {
  const head = element("th", { scope: "row" }, traceButton(String(s), face, s));
  const row = element("tr", {}, head, element("td"), element("td"));
  row.dataset.key = key;
  return row;
}
