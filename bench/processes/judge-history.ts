import { judge } from "../../harness/gate/judge.ts";

/** Judges one history and prints what it cost. */
const start = performance.now();
const { results } = await judge([process.argv[2] as string]);
const { user, system } = process.cpuUsage();
const { events_received: events, lost } = results.summary;
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - start) / 1_000,
    cpuMs: (user + system) / 1_000,
    rssMb: process.resourceUsage().maxRSS / 1_000,
    events,
    lost,
  }),
);
