import type { Command } from "commander";

/** A verb of the command line. Its file is loaded when it is asked for, because most verbs need libraries that the others do not. */
export interface Verb {
  readonly name: string;
  load(): Promise<Command>;
}

/** To add a verb: write its file, add its line. */
export const verbs: readonly Verb[] = [
  { name: "run", load: async () => (await import("./run.ts")).runVerb() },
  { name: "client", load: async () => (await import("./client.ts")).clientVerb() },
  { name: "init", load: async () => (await import("./init.ts")).initVerb() },
  { name: "check", load: async () => (await import("./check.ts")).checkVerb() },
  { name: "merge", load: async () => (await import("./merge.ts")).mergeVerb() },
  { name: "k6", load: async () => (await import("./k6.ts")).k6Verb() },
  { name: "list", load: async () => (await import("./list.ts")).listVerb() },
  { name: "serve", load: async () => (await import("./serve.ts")).serveVerb() },
  { name: "selftest", load: async () => (await import("./selftest.ts")).selftestVerb() },
  { name: "explore", load: async () => (await import("./explore.ts")).exploreVerb() },
  { name: "replay", load: async () => (await import("./replay.ts")).replayVerb() },
  { name: "reproduce", load: async () => (await import("./reproduce.ts")).reproduceVerb() },
  { name: "diagnose", load: async () => (await import("./diagnose.ts")).diagnoseVerb() },
  { name: "summary", load: async () => (await import("./summary.ts")).summaryVerb() },
  { name: "comment", load: async () => (await import("./comment.ts")).commentVerb() },
  { name: "report", load: async () => (await import("./report.ts")).reportVerb() },
  { name: "compare", load: async () => (await import("./compare.ts")).compareVerb() },
  { name: "trend", load: async () => (await import("./trend.ts")).trendVerb() },
  { name: "slo", load: async () => (await import("./slo.ts")).sloVerb() },
  { name: "datadog", load: async () => (await import("./datadog.ts")).datadogVerb() },
];
