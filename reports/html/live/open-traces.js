import { byId, element, setText } from "./dom.js";

/** A button that opens a stream, event by event. */
export function traceButton(text, face, stream) {
  const label = `Open stream ${stream} of ${face}, event by event`;
  const button = element("button", { type: "button", class: "copy", "aria-label": label }, text);
  button.addEventListener("click", () => openTrace(face, stream, button));
  return button;
}

/** A history is written once a second, so a stream that has just failed may not be in it yet. In milliseconds. */
const againMs = 700;
const mostTries = 4;

async function openTrace(face, stream, button) {
  button.disabled = true;
  setText("traces-note", `Reading stream ${stream} of ${face}.`);
  try {
    show(await traceOf(new URLSearchParams({ face, stream })));
    setText("traces-note", "Two open streams are shown side by side.");
  } catch (error) {
    setText("traces-note", `Stream ${stream} of ${face} cannot be shown now: ${error.message}`);
  } finally {
    button.disabled = false;
  }
}

async function traceOf(wanted) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`/trace?${wanted}`, { signal: AbortSignal.timeout(20_000) });
    const text = await answer.text();
    if (answer.ok) return text;
    if (tries >= mostTries) throw new Error(text);
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

/** Shows a trace in place of its earlier one. The server has escaped what it puts there, with the report's own template. */
function show(text) {
  const holder = element("div");
  holder.innerHTML = text;
  const trace = holder.firstElementChild;
  byId(trace.querySelector(".trace-body").id)?.closest(".trace").remove();
  byId("traces").append(trace);
  trace.open = true;
  trace.querySelector("summary").focus();
  trace.scrollIntoView({ block: "start" });
}
