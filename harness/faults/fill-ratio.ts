import { shown } from "../figures.ts";
import { Disproved, type FaultMaker } from "./fault.ts";
import { metric, Sampler } from "./metrics.ts";

/** A monitor: `assist.sse.buffer_fill_ratio`, read four times a second, must stay under `options.maxPercent` (the runbook's 80). */
export const fillRatio: FaultMaker = ({ options }, { instances }) => {
  const max = (options?.maxPercent ?? 80) / 100;
  let sampler: Sampler | null = null;
  const fullest = async () =>
    Math.max(...(await Promise.all(instances.map((url) => metric(url, "assist_sse_buffer_fill_ratio")))));
  return {
    name: "fill-ratio",
    async start() {
      const now = await fullest();
      sampler = new Sampler(fullest, 250);
      return {
        seen: { code: "buffer-fill", fill: now, samples: 1, max },
        observed: `buffer_fill_ratio ${shown(now, "<=")}, read four times a second`,
        afterMs: 0,
      };
    },
    async check() {
      await sampler?.stop();
      const { highest = 0, samples = 0 } = sampler ?? {};
      if (samples === 0) throw new Error("buffer_fill_ratio could never be read.");
      const seen = { code: "buffer-fill", fill: highest, samples, max } as const;
      const observed = `the fullest buffer was ${shown(highest, "<=")} full, in ${samples} samples`;
      if (highest >= max) throw new Disproved(`${observed}; it must stay under ${max}`, seen);
      return { seen, observed, afterMs: 0 };
    },
    async end() {
      await sampler?.stop();
    },
  };
};
