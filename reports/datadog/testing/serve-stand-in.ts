/**
 * Datadog's stand-in by hand: `node reports/datadog/testing/serve-stand-in.ts`, then try the verbs with the variables that it prints.
 * It prints each request and what was wrong with it. Ctrl-C ends it.
 */
import { startStandIn } from "./stand-in.ts";

const standIn = await startStandIn({
  port: Number(process.env.PORT ?? 0),
  log: ({ operation, status }) => console.log(`${status || "no answer"} ${operation}`),
});
console.log(`export DD_URL=${standIn.url} DD_API_KEY=${standIn.apiKey} DD_APP_KEY=${standIn.appKey}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void standIn.close());
