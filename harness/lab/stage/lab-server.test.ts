import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClientRow } from "../../../rows/client/row.ts";
import { clientRows } from "../../../rows/client/rows.ts";
import { wires } from "../wires/wires.ts";
import { LabServer } from "./lab-server.ts";
import { Stage } from "./stage.ts";

let lab: LabServer;
beforeAll(async () => {
  lab = await LabServer.start();
});
afterAll(() => lab.close());

const row = clientRows.find(({ name }) => name === "cut-once") as ClientRow;
const origin = "http://page.example";

test("a page of another origin may ask in any way, and read what its protocol's clients read", async () => {
  const wire = wires["durable-streams"]?.play(row);
  const url = lab.put(new Stage({ row, seed: 1, credentials: {}, wire, signal: AbortSignal.timeout(20_000) }));
  const asked = {
    origin,
    "access-control-request-method": "DELETE",
    "access-control-request-headers": "x-resume-token",
  };
  const allowed = await fetch(url, { method: "OPTIONS", headers: asked });
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "DELETE",
    "access-control-allow-headers": "x-resume-token",
  });
  const { headers } = await fetch(`${url}?offset=-1`, { headers: { origin } });
  const exposed = headers.get("access-control-expose-headers")?.split(", ") ?? [];
  expect([...headers.keys()].filter((name) => name.startsWith("stream-"))).not.toEqual([]);
  for (const [name] of headers) if (name.startsWith("stream-")) expect(exposed).toContain(name);
});

test("each POST of deliveries has its number, in the order in which they came", async () => {
  const stage = new Stage({ row, seed: 1, credentials: {}, signal: AbortSignal.timeout(20_000) });
  const url = lab.put(stage);
  const report = (...data: string[]) =>
    fetch(`${url}/delivered`, { method: "POST", body: JSON.stringify(data.map((each) => ({ data: each }))) });
  await report("a", "b");
  await report("c");
  const got = stage.records.flatMap((record) => (record.k === "got" ? [record] : []));
  const [first = -1] = got.map(({ post }) => post);
  expect(got.map(({ data, post = -1 }) => [data, post - first])).toEqual([
    ["a", 0],
    ["b", 0],
    ["c", 1],
  ]);
});
