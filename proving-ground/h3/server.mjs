// Runs that are sent with the event streams of the h3 that H3 names.
import { createServer } from "node:http";
import { Runs } from "../runs.mjs";

const h3 = await import(process.env.H3);

const runs = new Runs();
const router = h3.createRouter();
router.post(
  "/runs",
  h3.eventHandler(async (event) => ({ id: runs.start(await h3.readBody(event)) })),
);
router.get(
  "/runs/:id",
  h3.eventHandler((event) => {
    const id = h3.getRouterParam(event, "id");
    if (!runs.has(id)) return h3.setResponseStatus(event, 404);
    const stream = h3.createEventStream(event);
    const gone = new AbortController();
    stream.onClosed(() => gone.abort());
    const send = async () => {
      for await (const each of runs.read(id, h3.getHeader(event, "last-event-id"), gone.signal))
        await stream.push(each);
      await stream.close();
    };
    send().catch(() => {});
    return stream.send();
  }),
);
createServer(h3.toNodeListener(h3.createApp().use(router))).listen(Number(process.env.PORT), "127.0.0.1");
