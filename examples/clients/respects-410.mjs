// A client of the contract that respects 410: what is refused for good is never asked for again, and a new stream begins.
import { EventSourceParserStream } from "eventsource-parser/stream";

const [url, key] = [process.argv.at(-1), JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}")];
const body = JSON.stringify({ brief: "Decide between two suppliers: weigh cost, risk and time." });
const post = (route, more) =>
  fetch(`${url}/assist/draft-graph/${route}`, { method: "POST", headers: { ...key, ...more }, body });
let [token, lastId, complete] = [null, null, false];

while (!complete) {
  const response = await (token === null
    ? post("stream", { "content-type": "application/json" })
    : post("resume", { "x-resume-token": token, "last-event-id": lastId, "x-resume-mode": "live" }));
  const wait = Number(response.headers.get("retry-after") ?? 0.2);
  if (response.status === 204) break;
  if (!response.ok && !response.headers.has("retry-after"))
    token = null; // 401, 404, 410: a new stream
  else if (response.ok) await read(response).catch(() => {}); // the connection was cut
  if (!complete) await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
}

async function read({ body: bytes }) {
  for await (const { id, event, data } of bytes
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())) {
    if (event === "resume") token = JSON.parse(data).token;
    if (id !== undefined) lastId = id;
    complete = JSON.parse(data).stage === "COMPLETE";
    console.log(JSON.stringify({ id, event, data }));
  }
}
