import { describe, expect, test } from "vitest";
import { defaultQueryOptions, queries } from "./production-queries.ts";

describe("queries over production", () => {
  test("never count what a gate's run pushed", () => {
    for (const scope of ["", "env:production"]) {
      for (const query of Object.values(queries({ ...defaultQueryOptions, scope }))) {
        expect(query).toContain("!source:resume-gate");
        expect(query).toContain(scope);
      }
    }
  });

  test("add the counters' suffix to counters, and only to counters", () => {
    const q = queries({ scope: "", counterSuffix: ".count" });
    expect(q.attempts).toBe("sum:assist.sse.resume_attempt.count{!source:resume-gate}.as_count()");
    expect(q.bufferFill).toBe("max:assist.sse.buffer_fill_ratio{!source:resume-gate}");
  });
});
