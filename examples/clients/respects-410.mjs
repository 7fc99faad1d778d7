// A client of the contract that respects 410: what is refused for good is never asked for again, and a new stream begins.
import { EventSourceParserStream } from "eventsource-parser/stream";

const url = `${process.argv.at(-1)}/assist/draft-graph`;
const headers = { ...JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}"), "content-type": "application/json" };
const body = JSON.stringify({ brief: "Decide between two suppliers: weigh cost, risk and time." });
let [token, lastId, complete] = [null, null, false];

while (!complete) {
  const resume = { "x-resume-token": token, "last-event-id": lastId, "x-resume-mode": "live" };
  const [route, more] = token === null ? ["stream", {}] : ["resume", resume];
  const response = await fetch(`${url}/${route}`, { method: "POST", body, headers: { ...headers, ...more } });
  const wait = response.headers.get("retry-after");
  if (response.ok)
    await read(response.body).catch(() => {}); // the connection was cut
  else if (wait === null) token = null; // 401, 404, 410: never again with this token
  if (!complete) await new Promise((resolve) => setTimeout(resolve, (wait ?? 0.2) * 1_000));
}

async function read(bytes) {
  for await (const event of bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
    if (event.event === "resume") token = JSON.parse(event.data).token;
    lastId = event.id ?? lastId;
    complete = JSON.parse(event.data).stage === "COMPLETE";
    console.log(JSON.stringify(event));
  }
}
