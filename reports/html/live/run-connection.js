import { applyEvent, eventNames } from "./run-state.js";

/** Pauses between two tries to reach the server, and how many there are: it may have ended with its run. */
const againMs = 1_000;
const mostTries = 20;
/** How long an answer may take. */
const limitMs = 10_000;

/**
 * Follows the run: `/state` once, then `/events` from there on. A browser comes back by itself, with the id of its last event;
 * where what it wants is gone, the state is asked for again.
 *
 * @param onState called with the state at each start
 * @param onChange called after each event
 * @param onTrouble called with a sentence, or with "" when all is well again
 */
export function followRun({ onState, onChange, onTrouble }) {
  let tries = 0;
  let isOver = false;

  const isWell = () => {
    tries = 0;
    onTrouble("");
  };

  /** @returns whether to try again */
  const mayTry = () => {
    if (isOver) return false;
    const isLast = ++tries > mostTries;
    onTrouble(
      isLast
        ? "The run's process is not there any more, and gave no verdict."
        : "The connection was lost; this page tries again.",
    );
    return !isLast;
  };

  async function begin() {
    try {
      const answer = await fetch("/state", { signal: AbortSignal.timeout(limitMs) });
      const { cursor, state } = await answer.json();
      isWell();
      onState(state);
      follow(state, cursor);
    } catch {
      if (mayTry()) setTimeout(begin, againMs);
    }
  }

  function follow(state, cursor) {
    const events = new EventSource(`/events?after=${cursor}`);
    events.onopen = isWell;
    for (const name of eventNames) {
      events.addEventListener(name, ({ data }) => {
        applyEvent(state, name, JSON.parse(data));
        onChange();
      });
    }
    events.addEventListener("gone", () => {
      events.close();
      begin();
    });
    events.addEventListener("end", () => {
      isOver = true;
      events.close();
    });
    events.onerror = () => {
      if (state.verdict) isOver = true;
      const isRefused = events.readyState === EventSource.CLOSED;
      if (!mayTry() || isRefused) events.close();
      if (isRefused && !isOver) setTimeout(begin, againMs);
    };
  }

  begin();
}
