// It is written for browsers, so it gets the parts of one that it asks for.
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
const { fetchEventSource } = await import("@microsoft/fetch-event-source");

await fetchEventSource(process.argv.at(-1), {
  headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}"),
  onmessage: ({ id, event, data }) => {
    process.stdout.write(`${JSON.stringify({ id, event, data })}\n`);
  },
});
