import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { commandClient } from "../clients/command.ts";
import type { ClientResults } from "../results.ts";
import { chosenClientRows } from "../run/choose-rows.ts";
import { runLab } from "../run/run-lab.ts";
import { describedWire } from "../wires/described-wire.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-many-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Crowd {
  readonly model: string;
  readonly protocol: string;
  readonly description?: StreamDescription;
}

function judged({ model, protocol, description }: Crowd): Promise<ClientResults> {
  const [file = "", ...options] = model.split(" ");
  const wire = description && describedWire(description);
  const { rows } = chosenClientRows({ names: [], protocol, wire, many: true });
  return runLab({
    rows,
    client: commandClient([process.execPath, path.join(import.meta.dirname, "../testing", file), ...options].join(" ")),
    protocol,
    wire,
    seed: 20,
    parallel: 1,
    mustStartAnew: false,
    mustSpread: true,
    clients: 60,
    patience: { returnMs: 6_000 },
    folder,
    signal: AbortSignal.timeout(30_000),
  });
}

const since: StreamDescription = {
  open: { get: "/events" },
  cursor: { from: "id", send: { query: "since" } },
  end: [{ status: 204 }],
  proof: [],
};
const draft = "draft-graph";

test.concurrent.each([
  { model: "model-crowd-draft.mjs --jitter", protocol: draft, finds: [] },
  { model: "model-crowd-draft.mjs", protocol: draft, finds: ["does-not-spread"] },
  {
    model: "model-crowd-draft.mjs --jitter --fault too-soon",
    protocol: draft,
    finds: ["came-too-soon", "does-not-spread"],
  },
  { model: "model-crowd-draft.mjs --jitter --fault gives-up", protocol: draft, finds: ["gave-up"] },
  { model: "model-crowd-draft.mjs --jitter --fault anew", protocol: draft, finds: ["did-not-resume"] },
  { model: "model-crowd-draft.mjs --jitter --fault no-token", protocol: draft, finds: ["cursor-missing"] },
  { model: "model-crowd.mjs --jitter --since", protocol: "since.json", description: since, finds: [] },
])("$model: $finds", { timeout: 30_000 }, async ({ finds, ...crowd }) => {
  const [row] = (await judged(crowd)).rows;
  expect(row?.reason).toBeNull();
  expect(row?.findings.map(({ kind }) => kind)).toEqual(finds);
});
