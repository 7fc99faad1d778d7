import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prometheusNumbers } from "../prometheus-text.ts";
import { withoutCredentials } from "../secrets.ts";
import { parseInfo } from "./ask-redis.ts";
import { countLogs, plain, readLogs } from "./read-logs.ts";

const line = (fields: object) => JSON.stringify({ level: 30, time: 1, instance: "instance-0", ...fields });

describe("log lines", () => {
  test("of a file end at LF, whatever a JSON text in them holds, and the last one needs no end", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-logs-"));
    const file = path.join(folder, "server.log");
    try {
      writeFileSync(
        file,
        [line({ event: "stalled_reader", note: "a\u2028b" }), line({ event: "stalled_reader" })].join("\n"),
      );
      expect(await readLogs([file])).toMatchObject({ lines: 2, stalledReaders: 2 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("are counted by their fields", () => {
    const counted = countLogs([
      line({ event: "assist.sse.resume_expired" }),
      line({ event: "assist.sse.resume_expired", instance: "instance-1", count: 3 }),
      line({ event: "assist.sse.resume_rejected", code: "BUFFER_TRIMMED" }),
      line({
        event: "assist.sse.redis_unavailable",
        phase: "begin",
        cause: "connection-lost",
        reason: "connection lost",
      }),
      line({ event: "assist.sse.redis_unavailable", phase: "end", away_ms: 20 }),
      line({ event: "assist.sse.buffer_trimmed", reason: "count_limit", new_buffer_event_count: 9 }),
      line({ event: "assist.sse.buffer_trimmed", reason: "count_limit", new_buffer_event_count: 7 }),
      line({ event: "redis_refused", code: "OOM", reason: "OOM command not allowed" }),
      line({ event: "stalled_reader" }),
      line({ event: "assistants.sse.completed", sse_end_state: "shutdown" }),
      line({ event: "keyring_refused" }),
    ]);
    expect(counted).toMatchObject({
      lines: 11,
      refused: { RESUME_TOKEN_EXPIRED: 4, BUFFER_TRIMMED: 1 },
      expiredByInstance: { "instance-0": 1, "instance-1": 3 },
      awayCauses: { "connection-lost": 1 },
      awayReasons: { "connection lost": 1 },
      trimmedBy: { count_limit: 2 },
      fewestKept: 7,
      refusalCodes: { OOM: 1 },
      redisRefusals: { "OOM command not allowed": 1 },
      stalledReaders: 1,
      cutByShutdown: 1,
      keyringRefused: 1,
      restarts: 0,
    });
  });

  test.each([
    {
      claim: "a collector's prefix is ignored",
      text: `2026-01-01T00:00:00Z pod-7 ${line({ event: "x" })}`,
      lines: 1,
    },
    { claim: "plain text is not counted", text: "Server listening", lines: 0 },
    { claim: "half a line is not counted", text: line({ event: "x" }).slice(0, -2), lines: 0 },
    { claim: "an array is not counted", text: "[{}]", lines: 0 },
    { claim: "an empty line is not counted", text: "", lines: 0 },
  ])("$claim", ({ text, lines }) => {
    expect(countLogs([text]).lines).toBe(lines);
  });

  test("any file can be read", () => {
    const odd = fc.oneof(
      fc.string(),
      fc
        .record({ event: fc.anything(), reason: fc.anything(), count: fc.anything(), code: fc.anything() })
        .map((value) => {
          try {
            return JSON.stringify(value);
          } catch {
            return "{}"; // some values have no JSON
          }
        }),
    );
    fc.assert(fc.property(fc.array(odd, { maxLength: 20 }), (lines) => countLogs(lines).lines <= lines.length));
  });

  test("names that every object of JavaScript has are counted as any other", () => {
    for (const name of ["constructor", "toString", "__proto__"]) {
      const { events, expiredByInstance, refused } = countLogs([
        line({ event: name }),
        line({ event: "assist.sse.resume_rejected", code: name }),
        line({ event: "assist.sse.resume_expired", instance: name }),
      ]);
      const counts = [events, expiredByInstance, refused].map((each) => new Map(Object.entries(each)).get(name));
      expect(counts, name).toEqual([1, 1, 1]);
    }
  });

  test("after 50 names, further ones are counted as others", () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      line({ event: "assist.sse.resume_rejected", code: `CODE_${i}` }),
    );
    const { refused } = countLogs(many);
    expect(Object.keys(refused).length).toBeLessThan(60);
    expect(refused.others).toBe(150);
  });
});

describe("printed text", () => {
  test.each([
    {
      claim: "a password in an address",
      text: "connect redis://user:pass@host:6379",
      shown: "connect redis://host:6379",
    },
    { claim: "what looks like a token", text: `bad token ${"a".repeat(60)}`, shown: "bad token …" },
    { claim: "control characters of a terminal", text: "a\u001b[2Jb", shown: "a [2Jb" },
  ])("never contains $claim", ({ text, shown }) => {
    expect(plain(text)).toBe(shown);
  });

  test("never contains the credentials of an address", () => {
    expect(withoutCredentials(new URL("redis://u:p@h:1/2"))).toBe("redis://h:1/2");
  });
});

test("metrics are read with their labels", () => {
  const text = '# HELP a b\na 1\nb{code="X"} 2\nc{x="1",y="2"} 3.5e3\nd NaN\nbroken\n';
  expect(prometheusNumbers(text)).toEqual({ a: 1, 'b{code="X"}': 2, 'c{x="1",y="2"}': 3_500 });
});

test("INFO is read by name", () => {
  expect(parseInfo("# Memory\r\nused_memory:12\r\nmaxmemory_policy:noeviction\r\n")).toEqual({
    used_memory: "12",
    maxmemory_policy: "noeviction",
  });
});
