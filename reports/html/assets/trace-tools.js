// Adds tools to an open trace: go from finding to finding, show only odd lines, open another stream beside it. It also connects each
// line of the table with its mark in the lanes. A trace is complete without this script.
function dressTrace(trace) {
  if (trace.dataset.dressed) return;
  trace.dataset.dressed = "yes";
  const table = trace.querySelector("table.lines");
  const rows = [...table.tBodies[0].rows];
  const findings = rows.filter((row) => row.classList.contains("finding"));
  const marks = new Map([...trace.querySelectorAll("svg [data-i]")].map((mark) => [mark.dataset.i, mark]));

  const choose = (row) => {
    if (!row) return;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  table.addEventListener("focusin", ({ target }) => marks.get(target.dataset?.i)?.classList.add("chosen"));
  table.addEventListener("focusout", ({ target }) => {
    marks.get(target.dataset?.i)?.classList.remove("chosen");
    target.removeAttribute("tabindex");
  });
  table.addEventListener("click", ({ target }) => choose(target.closest("tbody tr")));
  table.parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const shown = rows.filter((row) => row.offsetParent !== null);
    const at = shown.indexOf(document.activeElement);
    if (at < 0 && step < 0) return;
    event.preventDefault();
    choose(shown[at + step]);
  });
  for (const [i, mark] of marks) mark.addEventListener("click", () => choose(rows[Number(i)]));

  const tools = document.createElement("div");
  tools.className = "tools";
  const button = (text, onClick) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => onClick(made));
    tools.append(made);
    return made;
  };
  if (findings.length > 0) {
    let at = -1;
    const go = (step) => {
      at = (at + step + findings.length) % findings.length;
      choose(findings[at]);
    };
    button("Next finding", () => go(1));
    button("Previous finding", () => go(at < 0 ? 0 : -1));
  }
  button("Only what is odd", (made) => {
    const odd = table.classList.toggle("odd-only");
    made.setAttribute("aria-pressed", String(odd));
  }).setAttribute("aria-pressed", "false");
  const others = [...(trace.closest(".traces")?.querySelectorAll(".trace") ?? [])].filter((each) => each !== trace);
  if (others.length > 0) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    const option = (text, value) => select.append(new Option(text, value));
    option("no other", "");
    others.forEach((each, i) => {
      option(each.querySelector("summary").textContent, String(i));
    });
    select.addEventListener("change", () => {
      others.forEach((each, i) => {
        each.open = select.value === String(i);
      });
    });
    label.append("Beside it: ", select);
    tools.append(label);
  }
  table.parentElement.before(tools);
}

function openTraceOf(hash) {
  const body = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  const trace = body?.closest("details.trace");
  if (!trace) return;
  trace.open = true;
  body.scrollIntoView({ block: "start" });
}

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open && target.matches?.("details.trace")) dressTrace(target);
  },
  true,
);
addEventListener("hashchange", () => openTraceOf(location.hash));
openTraceOf(location.hash);
