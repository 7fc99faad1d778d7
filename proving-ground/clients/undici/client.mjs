// undici's EventSource, which is also the one behind node --experimental-eventsource. UNDICI names a version of package.json.
const { EventSource } = await import(process.env.UNDICI ?? "undici");

const source = new EventSource(process.argv.at(-1));
for (const type of ["message", "named"]) {
  source.addEventListener(type, ({ lastEventId, data }) => {
    process.stdout.write(`${JSON.stringify({ id: lastEventId, event: type, data })}\n`);
  });
}
source.addEventListener("error", () => {});
setInterval(() => source.readyState === 2 && process.exit(), 100); // closed for good
