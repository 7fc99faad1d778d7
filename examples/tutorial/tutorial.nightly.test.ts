import { expect, test } from "vitest";
import { chapters } from "./chapters.ts";
import { runChapter } from "./run-chapter.ts";

/** `restart` and `leak` look at the server's process in /proc. */
test.skipIf(process.platform !== "linux").each(chapters)(
  "$page: each row has the verdict that the page prints",
  async (chapter) => {
    const { exitCode, verdicts, reasons, err } = await runChapter(chapter);
    const said = { exitCode: chapter.exitCode, verdicts: chapter.verdicts };
    expect({ exitCode, verdicts }, `${reasons.join("\n")}\n${err}`).toEqual(said);
  },
  240_000,
);
