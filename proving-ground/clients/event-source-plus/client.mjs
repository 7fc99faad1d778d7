// EVENT_SOURCE_PLUS names one of the versions in package.json.
const { EventSourcePlus } = await import(process.env.EVENT_SOURCE_PLUS ?? "event-source-plus");

const source = new EventSourcePlus(process.argv.at(-1), {
  headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}"),
});
const controller = source.listen({
  onMessage: ({ id, event, data }) => {
    process.stdout.write(`${JSON.stringify({ id, event, data })}\n`);
  },
  onResponse: ({ response }) => {
    if (response.status === 204) controller.abort();
  },
});
