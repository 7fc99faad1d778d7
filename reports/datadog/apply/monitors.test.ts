import { describe, expect, test } from "vitest";
import { defaultQueryOptions } from "../production-queries.ts";
import { monitors } from "./monitors.ts";

describe("the monitors", () => {
  test("put no default_zero() around a count, and do not alarm on missing points", () => {
    for (const { monitor } of monitors(defaultQueryOptions)) {
      expect(monitor.query).not.toContain("default_zero");
      expect(monitor.options.onMissingData).toBe("show_no_data");
      expect(monitor.options).not.toHaveProperty("notifyNoData");
    }
  });

  test("have the threshold that stands in their query, and an id of their own", () => {
    const all = monitors(defaultQueryOptions);
    for (const { monitor } of all) {
      expect(monitor.query).toMatch(new RegExp(`[<>] ${monitor.options.thresholds?.critical}$`));
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});
