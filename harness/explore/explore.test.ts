import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ListeningServer, listenOnLoopback } from "../cli/testing/listen-on-loopback.ts";
import { faceRecords } from "../gate/testing/history.ts";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import { explore } from "./explore.ts";
import type { ExplorePlan } from "./explore-plan.ts";

let server: ListeningServer;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-explore-test-"));
  server = await listenOnLoopback(http.createServer((_request, response) => response.writeHead(500).end()));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const stream = { dueMs: 0, events: 2, intervalMs: 1, eventBytes: 16, seed: 1, cuts: [] };
const plan: ExplorePlan = { instances: 1, server: {}, faults: [], streams: [stream], rows: ["cut"] };
const speaks = describedProtocol("broken", {
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id" }],
});

test("a failing plan is told when it is found, and not lost when a later plan ends the search", async () => {
  const [head] = faceRecords([]);
  if (head?.k !== "head") throw new Error("There is no head.");
  const found: number[] = [];
  const search = explore({
    run: head.run,
    provider: null,
    target: { url: new URL(server.url), headers: {}, speaks },
    root: folder,
    folder,
    signal: new AbortController().signal,
    set: {},
    seed: 1,
    budgetMs: 0,
    draw(number) {
      if (number === 0) return plan;
      throw new Error("no Redis any more");
    },
    onFailure: ({ number }) => void found.push(number),
  });
  await expect(search).rejects.toThrow("no Redis any more");
  expect(found).toEqual([0, 0]); // and once more when it was made smaller, for which there is no time here
});
