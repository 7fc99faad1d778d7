// `eventsource`, the EventSource of most Node programs. EVENTSOURCE names one of the versions in package.json.
const name = process.env.EVENTSOURCE ?? "eventsource";
const module = await import(name);
const EventSource = module.EventSource ?? module.default;
const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");

const source = new EventSource(process.argv.at(-1), {
  headers, // up to version 2
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }), // from version 3 on
});
for (const type of ["message", "named"]) {
  source.addEventListener(type, ({ lastEventId, data }) => {
    process.stdout.write(`${JSON.stringify({ id: lastEventId, event: type, data })}\n`);
  });
}
source.addEventListener("error", () => {}); // without it the error is thrown
setInterval(() => source.readyState === 2 && process.exit(), 100); // closed for good
