/**
 * A correct client of one of the protocols that the lab plays by name. With `--fault NAME` it has that one fault: `no-cursor`, `stale`,
 * `twice`, `drops` or, for a chat, `appends`.
 *
 * node model-wire.mjs PROTOCOL [--fault NAME] URL
 */
import { createParser } from "./model-parser.mjs";
import { protocols } from "./model-wire-protocols.mjs";

const at = process.argv.indexOf("--fault");
const lies = (name) => at > 0 && process.argv[at + 1] === name;
const credentials = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const client = protocols[process.argv[2]](process.argv.at(-1), credentials);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cursors = [];
let told = 0;
let done = false;

/** Tells the application of one event, or of a whole message. */
function tell(text) {
  told++;
  if (lies("drops") && told === 3) return;
  const line = `${JSON.stringify({ data: text })}\n`;
  process.stdout.write(lies("twice") && told === 3 ? line + line : line);
}

function keep(cursor) {
  if (cursor !== undefined && cursor !== "" && cursor !== cursors.at(-1)) cursors.push(cursor);
}

const state = {
  lastId: "",
  retryMs: 100,
  deliver(event) {
    const { text, cursor, end } = client.read(event);
    keep(client.cursorIsId ? event.id : cursor);
    if (text !== undefined) tell(text);
    if (end) done = true;
  },
};

/** Reads an answer to its end, which may be a cut. */
async function read(response) {
  const parser = createParser(state, () => false);
  const decoder = new TextDecoder();
  client.begins?.(lies);
  try {
    for await (const bytes of response.body) {
      parser.push(decoder.decode(bytes, { stream: true }));
      if (client.cursorIsId) keep(state.lastId); // a block without data moves it too
    }
  } catch {
    // the connection was cut
  }
}

function resume() {
  if (lies("no-cursor")) return client.resume(null);
  return client.resume((lies("stale") ? cursors.at(-2) : cursors.at(-1)) ?? null);
}

await client.prepare?.();
let ask = () => client.open();
while (!done) {
  const response = await ask().catch(() => null);
  const { status = 500 } = response ?? {};
  if (status === 200) {
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) break;
    await read(response);
    ask = resume;
    await pause(Math.max(100, state.retryMs));
    continue;
  }
  await response?.body?.cancel();
  if (status < 500 && status !== 429) break;
  await pause(Number(response?.headers.get("retry-after") ?? 0) * 1_000 || 400);
}
const whole = client.message?.();
if (whole) for (const line of whole) tell(line);
process.exit();
