import { createReadStream } from "node:fs";
import type { K6Line, LaneLine } from "./lines.ts";
import type { K6Records } from "./records.ts";

const kinds: ReadonlySet<unknown> = new Set(["lane", "conn", "done", "dropped", "lane-end"] satisfies K6Line["k"][]);

/**
 * Reads a log of the k6 script into records. Lines that are not ours (k6's own, a log collector's) are skipped. A line of ours that
 * is missing is noticed by `K6Records.finish`.
 *
 * @param ready awaited after each chunk, so that a slow disk can keep up
 * @throws the file system's error when it cannot be read
 */
export async function readK6Log(file: string, records: K6Records, ready?: () => Promise<void>): Promise<void> {
  for await (const lines of chunksOf(file)) {
    for (const line of lines) records.add(line);
    await ready?.();
  }
}

/** The first line in which a VU says what its process does; null when there is none. */
export async function firstLane(file: string): Promise<LaneLine | null> {
  for await (const lines of chunksOf(file)) {
    for (const line of lines) if (line.k === "lane") return line;
  }
  return null;
}

/** Our lines, a megabyte of the file at a time. Not `node:readline`, which also splits at a U+2028 inside a payload. */
async function* chunksOf(file: string): AsyncGenerator<K6Line[]> {
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield lines.flatMap((text) => parse(text) ?? []);
  }
  yield [parse(rest) ?? []].flat(); // k6 writes no line break after its last line
}

function parse(text: string): K6Line | null {
  const from = text.indexOf('{"k":"');
  if (from < 0) return null;
  try {
    const value = JSON.parse(text.slice(from)) as K6Line;
    return kinds.has(value.k) ? value : null;
  } catch {
    return null;
  }
}
