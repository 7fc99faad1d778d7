import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { LogOutput } from "./log-output.ts";

/** A reader that takes nothing until it is asked to. */
function stoppedReader() {
  const read: string[] = [];
  let waiting: (() => void) | null = null;
  let isReading = false;
  const out = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      read.push(chunk);
      if (isReading) done();
      else waiting = done;
    },
  });
  return {
    out,
    read,
    resume() {
      isReading = true;
      waiting?.();
    },
  };
}

const lossLine = (dropped: number) => `${dropped} dropped\n`;

describe("a log", () => {
  test("whose reader keeps up has every line, in order", () => {
    const { out, read, resume } = stoppedReader();
    resume();
    const log = new LogOutput(out, lossLine, 10);
    for (let i = 0; i < 100; i++) log.write(`${i}\n`);
    expect(read).toEqual(Array.from({ length: 100 }, (_, i) => `${i}\n`));
  });

  test("that nobody reads keeps what there is room for, and later says how many lines are missing", async () => {
    const { out, read, resume } = stoppedReader();
    const log = new LogOutput(out, lossLine, 30);
    for (let i = 0; i < 1_000; i++) log.write(`line ${i % 10}.\n`); // 8 characters each
    expect(out.writableLength).toBeLessThanOrEqual(30);
    resume();
    await new Promise((resolve) => setImmediate(resolve));
    log.write("after\n");
    expect(read).toEqual(["line 0.\n", "line 1.\n", "line 2.\n", "997 dropped\n", "after\n"]);
  });

  test("tells the loss when its reader comes back, even if no further line follows", async () => {
    const { out, read, resume } = stoppedReader();
    const log = new LogOutput(out, lossLine, out.writableHighWaterMark + 20);
    for (let i = 0; i < 3; i++) log.write("x".repeat(out.writableHighWaterMark));
    resume();
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.at(-1)).toBe("2 dropped\n");
  });

  test("whose reader is gone still takes lines", async () => {
    const out = new Writable({ write: (_chunk, _encoding, done) => done(new Error("write EPIPE")) });
    const log = new LogOutput(out, lossLine);
    log.write("one\n");
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => log.write("two\n")).not.toThrow();
  });
});
