import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { LabServer } from "./lab-server.ts";
import { ManyStage } from "./many-stage.ts";
import { Stage } from "./stage.ts";

let lab: LabServer;
beforeAll(async () => {
  lab = await LabServer.start();
});
afterAll(() => lab.close());

const rowOf = (name: string) => clientRows.find((row) => row.name === name) as ClientRow;

function put(name: string) {
  const stage = new Stage({ row: rowOf(name), seed: 1, credentials: {}, signal: AbortSignal.timeout(20_000) });
  return { stage, url: lab.put(stage) };
}

describe("a refusal is sent as its row says, and written down", () => {
  test("with the wait that it asks for", async () => {
    const { stage, url } = put("503-at-start");
    const { status, headers } = await fetch(url);
    expect({ status, wait: headers.get("retry-after") }).toEqual({ status: 503, wait: "1" });
    const [request, answer] = stage.records;
    expect(request).toMatchObject({ k: "req", r: 0, body: null });
    expect(answer).toMatchObject({ k: "ans", r: 0, status: 503, retryAfterMs: 1_000, answer: { kind: "refusal" } });
    expect(stage.requests).toBe(1);
  });

  test("with its place, where the client is sent on", async () => {
    const { headers } = await fetch(`${put("307-at-start").url}?a=1`, { redirect: "manual" });
    expect(headers.get("location")).toBe("/307-at-start/moved?a=1");
  });

  test("without an answer, where the row has none", async () => {
    const { stage, url } = put("away-at-resume");
    await fetch(url).then((response) => response.text().catch(() => "cut"));
    await expect(fetch(url)).rejects.toThrow();
    expect(stage.records.at(-1)).toMatchObject({ k: "ans", r: 1, status: 0, retryAfterMs: null });
    await stage.idle();
    expect(stage.isServing).toBe(false);
  });

  test("as the contract's error, once for each of many clients", async () => {
    const stage = new ManyStage({ row: rowOf("draft-storm"), seed: 1, clients: 2, gatherMs: 20_000 });
    const url = lab.put(stage);
    const first = await fetch(`${url}/assist/draft-graph/stream`, { method: "POST" });
    const [, token] =
      /"token":"([^"]+)"/.exec(new TextDecoder().decode((await first.body?.getReader().read())?.value)) ?? [];
    const resume = () => fetch(`${url}/assist/draft-graph/resume`, { headers: { "x-resume-token": token as string } });
    const refused = await resume();
    expect(refused.headers.get("content-type")).toBe("application/json");
    expect(await refused.json()).toEqual({
      schema: "error.v1",
      code: "SHUTTING_DOWN",
      message: "SHUTTING_DOWN",
      details: {},
    });
    expect(stage.records.at(-1)).toMatchObject({ k: "ans", r: 1, status: 503, retryAfterMs: 2_000 });
    expect((await resume()).status).toBe(200);
    stage.stop();
  });
});
