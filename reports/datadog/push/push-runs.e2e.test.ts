import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { madeResults } from "../../testing/make-results.ts";
import { connect, type Datadog } from "../connection/connect-datadog.ts";
import { quickRetry, type StandIn, startStandIn } from "../testing/stand-in.ts";
import { Outbox } from "./outbox.ts";
import { push } from "./push-runs.ts";

let standIn: StandIn;
let datadog: Datadog;
let folder: string;

beforeEach(async () => {
  standIn = await startStandIn();
  datadog = await connect(standIn, { retry: quickRetry });
  folder = mkdtempSync(path.join(tmpdir(), "outbox-"));
});
afterEach(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true });
});

const statuses = (where: string) =>
  standIn.seen.filter(({ operation }) => operation.includes(where)).map((s) => s.status);

describe("pushing a run", () => {
  const now = () => Date.parse("2026-03-01T12:05:00.000Z");

  test("sends its metrics and one event, as Datadog's description wants them; again, and nothing is sent", async () => {
    const outbox = new Outbox(folder);
    expect(outbox.add(madeResults())).toBe(true);
    expect((await push(datadog, outbox, now)).sent).toEqual(["run-1"]);
    expect(standIn.seen.map(({ status }) => status)).toEqual([202, 202]);
    expect(standIn.store.series.length).toBeGreaterThan(20);
    expect(standIn.store.events[0]).toMatchObject({
      alert_type: "success",
      tags: expect.arrayContaining(["run_id:run-1"]),
    });
    expect(new Outbox(folder).add(madeResults())).toBe(false);
    expect(await push(datadog, new Outbox(folder), now)).toEqual({ sent: [], kept: [], late: [] });
    expect(standIn.seen).toHaveLength(2);
  });

  test("waits when there are too many and tries again after a server's error", async () => {
    standIn.trouble("series", { status: 429, headers: { "retry-after": "0" } }, { status: 500 }, { drop: true });
    standIn.trouble("events", { status: 429, headers: { "x-ratelimit-reset": "0" } });
    const outbox = new Outbox(folder);
    outbox.add(madeResults());
    expect((await push(datadog, outbox, now)).sent).toEqual(["run-1"]);
    expect(statuses("series")).toEqual([429, 500, 0, 202]);
    expect(statuses("events")).toEqual([429, 202]);
  });

  test("gives up after so many times, keeps the runs, and the next push sends what is missing and no more", async () => {
    const outbox = new Outbox(folder);
    outbox.add(madeResults({ id: "b", at: "2026-03-01T12:00:00.000Z" }));
    outbox.add(madeResults({ id: "a", at: "2026-03-01T11:00:00.000Z" }));
    standIn.trouble("events", ...Array(quickRetry.attempts).fill({ status: 503 }));
    const first = await push(datadog, outbox, now);
    expect(first.kept.map(({ run_id, failure }) => [run_id, failure.kind])).toEqual([
      ["a", "away"],
      ["b", "away"],
    ]);
    const second = await push(datadog, new Outbox(folder), now);
    expect(second).toMatchObject({ sent: ["a", "b"], kept: [], late: ["a"] });
    expect(statuses("series")).toEqual([202, 202]); // a's metrics were there already
    expect(standIn.store.events).toHaveLength(2);
  });

  test("a run that is refused does not hold up the next", async () => {
    const outbox = new Outbox(folder);
    outbox.add(madeResults({ id: "a", at: "2026-03-01T11:59:00.000Z" }));
    outbox.add(madeResults({ id: "b" }));
    standIn.trouble("series", { status: 400, body: '{"errors":["no"]}' });
    const { sent, kept } = await push(datadog, outbox, now);
    expect([sent, kept.map(({ failure }) => failure.message)]).toEqual([["b"], ["POST /api/v1/series: 400: no"]]);
  });

  test("a half-written file in the outbox is ignored", async () => {
    const outbox = new Outbox(folder);
    writeFileSync(path.join(folder, "run-1.json"), '{"run_id":"run-1","metr');
    expect(outbox.waiting()).toEqual([]);
    expect(outbox.add(madeResults())).toBe(true);
  });

  test("a run's id is not used as a path", async () => {
    const outbox = new Outbox(folder);
    expect(outbox.add(madeResults({ id: "../../etc/x" }))).toBe(true);
    expect(outbox.waiting()).toHaveLength(1);
  });
});
