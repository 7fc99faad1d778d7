import { createEventSource } from "eventsource-client";

createEventSource({
  url: process.argv.at(-1),
  headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}"),
  onMessage: ({ id, event, data }) => {
    process.stdout.write(`${JSON.stringify({ id, event, data })}\n`);
  },
});
