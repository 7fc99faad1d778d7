import { defineConfig } from "vitest/config";

const rooms = "{harness,reference-server,scenarios,reports,scripts,docs/.vitepress,examples/tutorial}";

/** Tests that need both cores to themselves: they run a load and expect its gates to hold, or they measure times. */
const needCores = [
  "harness/{k6,selftest}/**",
  "harness/cli/e2e/{target/described-target,target/rows,selftest,watch}",
  "reference-server/e2e/{slow-reader,token-timing,unread-log}",
].map((place) => (place.endsWith("**") ? `${place}/*.e2e.test.ts` : `${place}.e2e.test.ts`));

/** Unit tests are pure and quick; `*.e2e.test.ts` run real servers, real Redis and real sockets. */
export default defineConfig({
  test: {
    maxConcurrency: 3, // tests of one file that run side by side: each is a harness and a server
    projects: [
      {
        test: {
          name: "unit",
          isolate: false, // they share no state: 33 runs in shuffled order; 12 s instead of 30
          include: [`${rooms}/**/*.test.ts`],
          exclude: ["**/*.e2e.test.ts", "**/*.nightly.test.ts", "**/node_modules/**"],
          testTimeout: 60_000, // on a busy machine a property of many runs takes longer than the usual 5 s
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "e2e", // they mostly wait, so three files run at a time
          include: [`${rooms}/**/*.e2e.test.ts`],
          exclude: [...needCores, "**/node_modules/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "load",
          include: needCores,
          exclude: ["**/node_modules/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "nightly",
          include: [`${rooms}/**/*.nightly.test.ts`],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
