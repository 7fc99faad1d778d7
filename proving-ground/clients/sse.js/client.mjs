import { createRequire } from "node:module";
import { SSE } from "sse.js";

const { XMLHttpRequest } = createRequire(import.meta.url)("xmlhttprequest-ssl");
globalThis.XMLHttpRequest = XMLHttpRequest;
globalThis.CustomEvent ??= class extends Event {};

const source = new SSE(process.argv.at(-1), {
  headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}"),
  autoReconnect: true,
  useLastEventId: true,
});
for (const type of ["message", "named"]) {
  source.addEventListener(type, ({ lastEventId, id, data }) => {
    process.stdout.write(`${JSON.stringify({ id: lastEventId ?? id, event: type, data })}\n`);
  });
}
source.addEventListener("error", () => {});
