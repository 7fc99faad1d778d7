import type { FaultMaker } from "./fault.ts";

/** The front passes this path to a server that never answers (harness/stage, nginx). */
const silentPath = "/resume-gate-silent";

/** The proxy in front of the server ends silent connections. Observed by its 504 for a server that never answers. */
export const proxyTimeout: FaultMaker = (_spec, { entry }) => ({
  name: "proxy-timeout",
  async start(signal) {
    const begin = performance.now();
    const answer = await fetch(`${entry}${silentPath}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const afterMs = performance.now() - begin;
    const server = answer.headers.get("server") ?? "";
    if (answer.status !== 504 || !server.startsWith("nginx")) {
      throw new Error(`A silent server got ${answer.status} from "${server}", not 504 from nginx.`);
    }
    return {
      seen: { code: "proxy-gave-up", status: answer.status, silentMs: Math.round(afterMs) },
      observed: `${server}: 504 after ${Math.round(afterMs)} ms without a byte`,
      afterMs,
    };
  },
  async end() {},
});
