import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReadResult } from "../redis/store.ts";
import type { Service } from "../service.ts";
import { readSettings } from "../settings.ts";
import { makeEntry } from "../streams/entry.ts";
import type { Resume } from "./resume-request.ts";
import { sendReplay } from "./resume-stream.ts";

beforeEach(() => void vi.useFakeTimers()); // a reader is let go after half a minute
afterEach(() => void vi.useRealTimers());

/** A response whose reader takes nothing. */
class Unread extends EventEmitter {
  socket = null;
  destroyed = false;
  writeHead(): void {}
  flushHeaders(): void {}
  write = () => false;
  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

test("a resumed reader that takes nothing is let go, and the log says so as of one that started its stream", async () => {
  const entries = [makeEntry(2, "stage", "{}", { compress: false }).stored];
  const first: ReadResult = { known: true, first: 0, next: 3, done: false, snapshot: null, entries, writer: "" };
  const warnings: unknown[] = [];
  const { settings } = readSettings({});
  const service = {
    settings,
    resume: {
      store: { read: async () => first },
      link: { isUp: true },
      writers: { waitFor: () => () => {} },
      issuer: { issue: () => "{}" },
    },
    resumed: new Set(),
    telemetry: { count() {} },
    log: { warn: (fields: unknown) => warnings.push(fields) },
  } as unknown as Service;
  const about = { requestId: "r", sub: null, from: 2, mode: "live", live: true } as Resume;
  const response = new Unread() as unknown as ServerResponse;
  sendReplay(response, about, first, { passTo: () => false, drop() {} }, service);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(response.destroyed).toBe(true);
  expect(service.resumed.size).toBe(0);
  expect(warnings).toEqual([{ event: "stalled_reader", request_id: "r" }]);
});
