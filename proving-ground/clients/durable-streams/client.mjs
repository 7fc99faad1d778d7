// A JSON stream by the client of Durable Streams. It comes back by itself where a body ends. Where a connection breaks it does not; the
// program does, from the offset that it saved, as the README shows. No fallback to long polls, which the lab does not play.
import { setTimeout as sleep } from "node:timers/promises";
import { FetchError, stream } from "@durable-streams/client";

const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const sseResilience = { maxShortConnections: 1_000 };
let offset = "-1";
let isClosed = false;

async function read() {
  const response = await stream({ url: process.argv.at(-1), headers, offset, live: "sse", json: true, sseResilience });
  response.subscribeJson((batch) => {
    for (const item of batch.items) process.stdout.write(`${JSON.stringify({ data: item })}\n`);
    offset = batch.offset;
    isClosed = batch.streamClosed;
  });
  await response.closed;
}

while (!isClosed) {
  try {
    await read();
  } catch (error) {
    console.error(error.message);
    if (error instanceof FetchError) break; // an answer that the client does not repeat
    await sleep(200);
  }
}
