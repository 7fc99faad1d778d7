import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { PlannedCut } from "../plan/face-plan.ts";
import { byId, eventsOf, followAt, sse } from "./testing/one-client.ts";

const cut: PlannedCut = {
  ...{ afterIndex: 2, where: "mid-event", how: "fin", extraBytes: 200, awayMs: 1 },
  ...{ otherInstance: false, sendLastEventId: true, withdrawFirst: false },
};
const last = 'id: 4\nevent: done\ndata: "x"\n\n';

/** Sends what comes after the cursor at once. It leaves the first connection open, as servers do whose clients have to close. */
function server(rest = last) {
  let answers = 0;
  return (request: IncomingMessage, response: ServerResponse) => {
    const behind = [1, 2, 3].filter((n) => n > Number(request.headers["last-event-id"] ?? 0));
    response.writeHead(200, sse).write(eventsOf(...behind));
    if (answers++ === 0) response.write(rest);
    else response.end(last);
  };
}

/** The cut waits for a second, so they run side by side. */
describe("a cut that waits for bytes is made although they do not come", () => {
  test.concurrent.each<{ claim: string; cuts: PlannedCut[]; where: string[]; rest?: string }>([
    { claim: "in the stream's last event", cuts: [cut], where: ["mid-event"] },
    { claim: "where nothing comes behind its event", cuts: [cut], where: ["after-event"], rest: "" },
    {
      claim: "after fewer bytes of an answer",
      cuts: [{ ...cut, where: "first-byte" }],
      where: ["first-byte"],
    },
  ])("$claim", async ({ cuts, where, rest }) => {
    const seen = await followAt(server(rest), byId, {
      cuts,
      workload: { events: 4, interval_ms: 0, event_bytes: 1, seed: 1 },
    });
    expect(seen.closes).toEqual([...cuts.map(() => "cut"), "complete"]);
    expect(seen.records.flatMap((record) => (record.k === "close" && record.cut ? [record.cut.where] : []))).toEqual(
      where,
    );
    expect(seen.delivered).toEqual([0, 1, 2, 3]);
    expect(seen.totals.findings.first()).toEqual([]);
  });
});
