import { defineConfig } from "vitest/config";

/** The tests that mutants of the judge must not survive (`npm run mutate`). The simulation is too slow when instrumented. */
export default defineConfig({
  test: { include: ["harness/{check,measure,gate}/**/*.test.ts"], exclude: ["harness/measure/simulate.test.ts"] },
});
