// A chat by the AI SDK's transport. The transport does not come back after a cut; the program does, by reconnectToStream, which replays the
// message from its start. The message is put together by the SDK (readUIMessageStream), anew for each stream.
import { setTimeout as sleep } from "node:timers/promises";
import { DefaultChatTransport, readUIMessageStream } from "ai";

const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const transport = new DefaultChatTransport({ api: `${process.argv.at(-1)}/api/chat`, headers });
const chatId = "chat-1";
let text = "";
let done = false;

async function read(stream) {
  for await (const { parts } of readUIMessageStream({ stream, onError: ({ message }) => console.error(message) })) {
    const part = parts.find(({ type }) => type === "text");
    text = part?.text ?? "";
    done = part?.state === "done";
  }
}

/** The chat's stream from its start; null where nothing runs, or where the server refuses. A failed connection is tried again. */
async function reconnected() {
  for (;;) {
    await sleep(200);
    const stream = await transport.reconnectToStream({ chatId }).catch((error) => error);
    if (stream instanceof TypeError) continue;
    if (stream instanceof Error) console.error(stream.message);
    return stream instanceof Error ? null : stream;
  }
}

const message = { id: "1", role: "user", parts: [{ type: "text", text: "Count." }] };
let stream = await transport.sendMessages({ chatId, messages: [message], trigger: "submit-message" });
while (stream !== null) {
  await read(stream).catch((error) => console.error(error.message));
  stream = done ? null : await reconnected();
}
process.stdout.write(`${JSON.stringify({ data: text })}\n`);
