import type { ClientUnderTest } from "./client.ts";

/** A client that somebody starts elsewhere: it is told the URL, and reports by POST to `{url}/delivered`. */
export function clientElsewhere(): ClientUnderTest {
  return {
    describe: "started elsewhere",
    start: async () => ({ ended: new Promise(() => {}), printed: () => "", stop: async () => {} }),
  };
}
