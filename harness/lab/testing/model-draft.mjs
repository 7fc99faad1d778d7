/**
 * A correct client of draft-graph (docs/contract.md). With `--fault NAME` it is a liar: it has that one fault.
 *
 * node model-draft.mjs [--fault NAME] URL
 */
import { createParser } from "./model-parser.mjs";

const at = process.argv.indexOf("--fault");
const lies = (name) => at > 0 && process.argv[at + 1] === name;
const base = process.argv.at(-1);
const credentials = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const body = JSON.stringify({ brief: "Decide between two suppliers: weigh cost, risk and time." });

const state = { token: null, complete: false, seen: new Set() };
const parsed = {
  lastId: "",
  retryMs: 100,
  deliver({ id, event, data }) {
    if (event === "resume") state.token = lies("first-token") ? (state.token ?? tokenOf(data)) : tokenOf(data);
    if (event === "resume" && id === parsed.keptId) return;
    if (state.seen.has(data) && !lies("shows-twice")) return;
    state.seen.add(data);
    state.complete = event === "stage" && JSON.parse(data).stage === "COMPLETE";
    process.stdout.write(`${JSON.stringify({ id, event, data })}\n`);
  },
};

function tokenOf(data) {
  return JSON.parse(data).token;
}

function post(route, headers) {
  return fetch(`${base}/assist/draft-graph/${route}`, { method: "POST", body, headers });
}

function open() {
  if (state.token === null) return post("stream", { ...credentials, "content-type": "application/json" });
  const cursor =
    lies("no-last-event-id") || lies("shows-twice") || lies("first-token") ? {} : { "last-event-id": parsed.lastId };
  const key = lies("loses-key") ? {} : credentials;
  const token = lies("forges-token") ? `${state.token}x` : state.token;
  return post("resume", {
    ...key,
    ...(lies("no-token") ? {} : { "x-resume-token": token }),
    ...cursor,
    "x-resume-mode": "live",
  });
}

async function read(response) {
  const parser = createParser(parsed, () => false);
  const decoder = new TextDecoder();
  for await (const bytes of response.body) parser.push(decoder.decode(bytes, { stream: true }));
}

function startAnew() {
  state.token = null;
  parsed.lastId = "";
}

while (!state.complete) {
  const response = await open();
  const retryAfter = response.headers.get("retry-after");
  if (response.ok) await read(response).catch(() => {});
  else if (retryAfter !== null && !lies("anew-at-once")) {
    await new Promise((resolve) => setTimeout(resolve, lies("ignores-retry-after") ? 50 : Number(retryAfter) * 1_000));
    continue;
  } else if (lies("gives-up")) break;
  else if (!lies("ignores-refusals")) startAnew();
  if (lies("anew-after-cut") && !state.complete) startAnew();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
