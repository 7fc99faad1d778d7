import { EventSource } from "eventsource";

globalThis.EventSource = EventSource;
const { default: module } = await import("reconnecting-eventsource");
const ReconnectingEventSource = module.default ?? module;
const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");

const source = new ReconnectingEventSource(process.argv.at(-1), {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
});
for (const type of ["message", "named"]) {
  source.addEventListener(type, ({ lastEventId, data }) => {
    process.stdout.write(`${JSON.stringify({ id: lastEventId, event: type, data })}\n`);
  });
}
source.onerror = () => {};
setInterval(() => {}, 1_000); // its own timer does not keep the process
