import { expect, test } from "vitest";
import { chapters } from "./chapters.ts";
import { runChapter } from "./run-chapter.ts";

/** All others run at night (`tutorial.nightly.test.ts`). */
test.skipIf(process.platform === "win32")("the tutorial's first server loses events, as its page says", async () => {
  const [first] = chapters;
  if (!first) throw new Error("The tutorial has no chapter.");
  const { exitCode, verdicts } = await runChapter(first);
  expect({ exitCode, verdicts }).toEqual({ exitCode: first.exitCode, verdicts: first.verdicts });
});
