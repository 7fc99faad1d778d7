/**
 * A correct client of event streams, word for word after the HTML standard, 9.2. Liars are this client with one fault: each `fault`
 * is looked at in one place.
 *
 * node model-client.mjs [--fault NAME] URL
 */
import http from "node:http";

const at = process.argv.indexOf("--fault");
const fault = at < 0 ? "" : process.argv[at + 1];
const url = process.argv.at(-1);
const credentials = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");

let lastId = "";
let retryMs = 150;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function deliver(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Reads one connection. Resolves with what it ended with. */
function connect(to = url) {
  const headers = { accept: "text/event-stream", ...credentials };
  if (lastId !== "") headers["last-event-id"] = Buffer.from(lastId, "utf8").toString("latin1");
  return new Promise((resolve) => {
    const request = http.get(to, { headers, agent: false }, (response) => {
      const { statusCode: status, headers: answer } = response;
      if (status === 301 || status === 302 || status === 307 || status === 308) {
        response.resume();
        resolve(connect(new URL(answer.location, to).href));
        return;
      }
      if (status !== 200 || !/^text\/event-stream\b/i.test(answer["content-type"] ?? "")) {
        response.resume();
        resolve({ status, retryAfter: Number(answer["retry-after"] ?? 0) });
        return;
      }
      const parser = createParser();
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      response.on("data", (bytes) => parser(decoder.decode(bytes, { stream: true })));
      response.on("error", () => {});
      response.on("close", () => resolve({ status: 200 }));
    });
    request.on("error", () => resolve({ status: 0 }));
  });
}

function createParser() {
  let rest = "";
  let begun = false;
  let skipLf = false;
  let id = lastId;
  let type = "";
  let data = [];
  const line = (text) => {
    if (text === "") {
      lastId = id;
      if (data.length > 0) deliver({ id: lastId, event: type || "message", data: data.join("\n") });
      data = [];
      type = "";
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) retryMs = Number(value);
  };
  return (text) => {
    if (text === "") return;
    rest += begun || text[0] !== "\uFEFF" ? text : text.slice(1);
    begun = true;
    for (;;) {
      if (skipLf && rest.startsWith("\n")) rest = rest.slice(1);
      if (rest !== "") skipLf = false;
      const end = rest.search(/[\r\n]/);
      if (end < 0) return;
      skipLf = rest[end] === "\r";
      const text = rest.slice(0, end);
      rest = rest.slice(end + 1);
      line(text);
    }
  };
}

for (;;) {
  const { status, retryAfter } = await connect();
  if (status === 204 || status === 410 || (status !== 200 && status !== 0 && !retryAfter)) break;
  await pause(retryAfter ? retryAfter * 1_000 : retryMs);
}
