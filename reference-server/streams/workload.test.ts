import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWorkload, type WorkloadSpec } from "./workload.ts";

interface Payload {
  readonly index: number;
  readonly total: number;
  readonly text: string;
  readonly chain: string;
}

function payloadsOf(
  requestId: string,
  spec: WorkloadSpec,
): { payloads: Payload[]; last: { total: number; chain: string } } {
  const workload = createWorkload(requestId, spec);
  const payloads: Payload[] = [];
  for (let json = workload.next(); json !== null; json = workload.next()) payloads.push(JSON.parse(json));
  return { payloads, last: JSON.parse(workload.complete()) };
}

const small = { events: 10, intervalMs: 20, eventBytes: 64, seed: 1 };
const specs = fc.record({
  events: fc.integer({ min: 1, max: 30 }),
  intervalMs: fc.nat(100),
  eventBytes: fc.integer({ min: 16, max: 3_000 }),
  seed: fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
});

describe("a workload", () => {
  test("counts from 0, says its total, and links each text to the one before (contract, Integrity)", () => {
    fc.assert(
      fc.property(specs, fc.uuid(), (spec, requestId) => {
        const { payloads, last } = payloadsOf(requestId, spec);
        let chain = requestId;
        for (const [place, { index, total, text, chain: given }] of payloads.entries()) {
          chain = createHash("sha256")
            .update(chain + text, "utf8")
            .digest("hex")
            .slice(0, 16);
          expect([index, total, given]).toEqual([place, spec.events, chain]);
        }
        expect(payloads).toHaveLength(spec.events);
        expect(last).toMatchObject({ total: spec.events, chain });
      }),
    );
  });

  test("its texts have exactly the bytes asked for, and survive UTF-8", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        for (const { text } of payloadsOf("r", spec).payloads) {
          expect(Buffer.byteLength(text)).toBe(spec.eventBytes);
          expect(Buffer.from(text).toString()).toBe(text);
        }
      }),
    );
  });

  test.each([16, 17, 100_000, 262_144])("also %i bytes", (eventBytes) => {
    const { payloads } = payloadsOf("r", { ...small, eventBytes });
    expect(new Set(payloads.map(({ text }) => Buffer.byteLength(text)))).toEqual(new Set([eventBytes]));
  });

  test("the same seed gives the same texts and pauses, whoever asks; another seed gives others", () => {
    const texts = (requestId: string, seed: number) =>
      payloadsOf(requestId, { ...small, seed }).payloads.map((p) => p.text);
    const pauses = (seed: number) => {
      const workload = createWorkload("r", { ...small, seed });
      return Array.from({ length: 5 }, () => workload.pause());
    };
    expect(texts("a", 1)).toEqual(texts("b", 1));
    expect(texts("a", 1)).not.toEqual(texts("a", 2));
    expect(pauses(1)).toEqual(pauses(1));
    expect(pauses(1)).not.toEqual(pauses(2));
  });

  test("pauses lie around the interval", () => {
    const workload = createWorkload("r", small);
    const pauses = Array.from({ length: 1_000 }, () => workload.pause());
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...pauses)).toBeLessThan(30);
    expect(pauses.reduce((sum, each) => sum + each, 0) / 1_000).toBeCloseTo(20, 0);
  });

  test("its texts use the whole of Unicode: every width, controls, and what breaks lines elsewhere", () => {
    const all = payloadsOf("r", { ...small, events: 200, eventBytes: 4_000 })
      .payloads.map(({ text }) => text)
      .join("");
    const awkward = [...'\0\r\n\t"\\\u2028\u2029\ufeff'];
    expect(awkward.filter((each) => !all.includes(each))).toEqual([]);
    const widths = [/[ -~]/, /[\u0080-\u07ff]/, /[\u0800-\ud7ff]/, /[\u{10000}-\u{10ffff}]/u];
    expect(widths.filter((each) => !each.test(all))).toEqual([]);
  });

  test("its JSON is one line, as an SSE data field must be", () => {
    const workload = createWorkload("r", { ...small, eventBytes: 50_000 });
    for (let json = workload.next(); json !== null; json = workload.next()) expect(json).not.toMatch(/[\r\n]/);
  });
});
