import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";
import { openRawStream } from "./raw-stream.ts";

/** The instances' settings make their clocks differ. Observed by tokens that are made at one moment and expire `options.sec` apart. */
export const clockSkew: FaultMaker = ({ options }, { instances }) => ({
  name: "clock-skew",
  async start(signal) {
    const ends = await Promise.all(instances.map((url) => tokenEnd(url, signal)));
    const apart = Math.max(...ends) - Math.min(...ends);
    const wanted = options?.sec ?? 90;
    if (Math.abs(apart - wanted) > 2) throw new Error(`The clocks are ${apart} s apart, not ${wanted} s.`);
    return {
      seen: { code: "token-ends-apart", instances: ends.length, sec: apart },
      observed: `tokens of ${ends.length} instances expire ${apart} s apart`,
      afterMs: 0,
    };
  },
  async end() {},
});

/** `expires_at` of a token that this instance makes now. */
async function tokenEnd(base: string, signal: AbortSignal): Promise<number> {
  const { socket, text } = await openRawStream(base, { events: 2, interval_ms: 10, event_bytes: 16, seed: 1 });
  try {
    let claims = "";
    const found = async () => {
      claims = /"token":"([\w-]+)\./.exec(text())?.[1] ?? "";
      return claims !== "";
    };
    await until(`a token of ${base}`, found, { limitMs: 5_000, everyMs: 20, signal });
    return (JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { expires_at: number }).expires_at;
  } finally {
    socket.destroy();
  }
}
