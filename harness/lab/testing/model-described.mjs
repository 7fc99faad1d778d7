/**
 * A correct client of a run that is described: POST /runs, then GET /runs/{run}/events?since=N, where N stands in the data. With
 * `--fault NAME` it has that one fault.
 *
 * node model-described.mjs [--fault NAME] URL
 */
import { createParser } from "./model-parser.mjs";

const at = process.argv.indexOf("--fault");
const lies = (name) => at > 0 && process.argv[at + 1] === name;
const base = process.argv.at(-1);
const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
let since = null;
let complete = false;

const state = {
  lastId: "",
  retryMs: 100,
  deliver({ event, data }) {
    if (event === "done") complete = true;
    since = JSON.parse(data).seq.n;
    process.stdout.write(`${JSON.stringify({ event, data })}\n`);
  },
};

const { id } = await (await fetch(`${base}/runs`, { method: "POST", headers })).json();
while (!complete) {
  const from = since === null || lies("no-cursor") ? "" : `?since=${lies("stale") ? since - 1 : since}`;
  const response = await fetch(`${base}/runs/${id}/events${from}`, { headers }).catch(() => null);
  if (response?.status === 204 || (response !== null && !response.ok && response.status < 500)) break;
  const parser = createParser(state, () => false);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response?.ok ? response.body : []) parser.push(decoder.decode(bytes, { stream: true }));
  } catch {
    // the connection was cut
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(100, state.retryMs)));
}
