// A background response by OpenAI's SDK. The SDK does not come back after a cut; the program does, by responses.retrieve with
// starting_after, as the guide of background mode shows. What is asked again after 408, 409, 429 and 5xx is the SDK's own.
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";

const { Authorization = "Bearer none" } = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const client = new OpenAI({ baseURL: `${process.argv.at(-1)}/v1`, apiKey: Authorization.replace("Bearer ", "") });
let id;
let cursor;
let isDone = false;

async function read(stream) {
  for await (const event of stream) {
    cursor = event.sequence_number;
    id ??= event.response?.id;
    if (event.type === "response.output_text.delta") process.stdout.write(`${JSON.stringify({ data: event.delta })}\n`);
    if (event.type === "response.completed") isDone = true;
  }
}

const begin = () => client.responses.create({ model: "lab", input: "Count.", background: true, stream: true });
const goOn = () => client.responses.retrieve(id, { stream: true, starting_after: cursor });

while (!isDone) {
  try {
    await read(await (id === undefined ? begin() : goOn()));
  } catch (error) {
    console.error(error.message);
    if (error.status !== undefined || id === undefined) break; // an answer that the SDK does not ask for again; or nothing to go on with
  }
  await sleep(200);
}
