import { defineConfig } from "vitest/config";

/** Unit tests are pure and quick; `*.e2e.test.ts` run real servers, real Redis and real sockets. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          isolate: false, // they share no state: 33 runs in shuffled order; 12 s instead of 30
          include: ["{harness,reference-server,scenarios,reports,scripts}/**/*.test.ts"],
          exclude: ["**/*.e2e.test.ts", "**/*.nightly.test.ts", "**/node_modules/**"],
          testTimeout: 60_000, // on a busy machine a property of many runs takes longer than the usual 5 s
        },
      },
      {
        test: {
          name: "e2e",
          include: ["{harness,reference-server,scenarios,reports,scripts}/**/*.e2e.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "nightly",
          include: ["harness/**/*.nightly.test.ts"],
          fileParallelism: false,
        },
      },
    ],
  },
});
