import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

const events = 40;
/** Milliseconds before the event with this number. */
const pauses = { plain: () => 50, burst: () => 0, idle: (n) => (n % 15 === 14 ? 2_500 : 50) };

/** Runs that are kept whole: whoever missed events can read them again. What is tested is the package that sends them. */
export class Runs {
  #runs = new Map();

  /** @returns the run's id */
  start({ marker, kind = "plain" }) {
    const id = randomUUID();
    const run = { log: [], grown: new EventEmitter() };
    run.grown.setMaxListeners(0);
    this.#runs.set(id, run);
    this.#produce(run, marker, pauses[kind] ?? pauses.plain);
    return id;
  }

  has(id) {
    return this.#runs.has(id);
  }

  /** The events behind one, those that are still to come included; ends with the run, or when the signal is aborted. */
  async *read(id, after, signal) {
    const { log, grown } = this.#runs.get(id);
    for (let next = Number(after) || 0; !signal?.aborted; next++) {
      if (next >= log.length && log.at(-1)?.event === "done") return;
      if (next >= log.length) await once(grown, "event", { signal }).catch(() => {});
      if (signal?.aborted || log[next] === undefined) return;
      yield log[next];
      if (log[next].event === "done") return;
    }
  }

  async #produce({ log, grown }, marker, pauseOf) {
    const add = (event) => {
      log.push({ id: String(log.length + 1), ...event });
      grown.emit("event");
    };
    for (let n = 0; n < events; n++) {
      if (pauseOf(n) > 0) await sleep(pauseOf(n));
      add({ event: "message", data: marker });
    }
    add({ event: "done", data: "done" });
  }
}
