/** The events of a run, except its `end`. */
export const eventNames = ["faces", "face", "gates", "lines", "finding", "verdict"];

/** Applies an event to the state. The server does the same to its own. */
export function applyEvent(state, name, value) {
  if (name === "faces") state.faces = value.faces;
  else if (name === "face") {
    const at = state.faces.findIndex(({ id }) => id === value.id);
    if (at >= 0) state.faces[at] = value;
  } else if (name === "gates") state.gates[value.face] = value.gates;
  else if (name === "lines") {
    const known = new Map((state.lines[value.face] ?? []).map((line) => [line.s, line]));
    for (const line of value.lines) known.set(line.s, line);
    state.lines[value.face] = [...known.values()];
  } else if (name === "finding") state.findings[value.n] = value;
  else if (name === "verdict") state.verdict = value;
}
