/**
 * A correct client of event streams (HTML standard, 9.2) on Node's own http. With `--fault NAME` it is a liar: it has that one fault.
 * With `--habit NAME` it is odd, and still right.
 *
 * node model-client.mjs [--fault NAME] [--habit NAME] URL
 */
import http from "node:http";
import { createParser } from "./model-parser.mjs";
import { reporter } from "./model-report.mjs";

const chosen = process.argv.slice(2).filter((_, at, all) => /^--(fault|habit)$/.test(all[at - 1] ?? ""));
const lies = (name) => chosen.includes(name);
const url = process.argv.at(-1);
const credentials = lies("no-credentials") ? {} : JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");

const client = { lastId: "", retryMs: 150, deliver: reporter(url, lies) };
const kept = new TextDecoder("utf-8", { ignoreBOM: true });
let requests = 0;
let firstCursor = "";
let counted = 0;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function cursor() {
  const { lastId } = client;
  if (lies("no-cursor") || (lies("forgets-cursor") && requests > 2)) return "";
  if (lies("counts")) return counted === 0 ? "" : String(counted);
  if (lies("ids-as-numbers")) return lastId === "" ? "" : String(Number(lastId));
  if (lies("encodes-ids")) return encodeURIComponent(lastId);
  if (!lies("first-cursor")) return lastId;
  firstCursor ||= lastId;
  return firstCursor;
}

function requestOf(to, isRedirect) {
  const id = cursor();
  const headers = { accept: "text/event-stream", ...(requests > 1 && lies("loses-credentials") ? {} : credentials) };
  if (requests > 1 && lies("changes-accept")) headers.accept = "*/*";
  const place = new URL(to);
  if (id !== "" && lies("cursor-in-query")) place.searchParams.set("lastEventId", id);
  else if (id !== "" && !(isRedirect && lies("forgets-at-redirect")))
    headers["last-event-id"] = lies("takes-null") ? id : Buffer.from(id, "utf8").toString("latin1");
  const method = requests > 1 && lies("changes-method") ? "POST" : "GET";
  return http.request(place, { method, headers, agent: false });
}

/** Reads one connection. Resolves with its status; 0: there was no answer. */
function connect(to = url, isRedirect = false) {
  requests++;
  const { promise, resolve } = Promise.withResolvers();
  const request = requestOf(to, isRedirect);
  request.on("response", (response) => {
    const { statusCode: status, headers } = response;
    const retryAfter = Number(headers["retry-after"] ?? 0);
    if ([301, 302, 307, 308].includes(status)) {
      response.resume();
      return resolve(connect(new URL(headers.location, to).href, true));
    }
    if (status !== 200 || !(isStream(headers) || lies("reads-any-type"))) {
      response.resume();
      return resolve({ status: status === 200 ? -1 : status, retryAfter });
    }
    read(response, resolve);
  });
  request.on("error", () => resolve({ status: 0 }));
  request.end();
  return promise;
}

function isStream(headers) {
  return /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
}

function read(response, resolve) {
  const parser = createParser(client, lies);
  const fresh = new TextDecoder("utf-8", { ignoreBOM: true });
  const decoder = lies("keeps-decoder") ? kept : fresh;
  let how = "cut";
  if (lies("leaves-silence")) response.setTimeout(900, () => response.destroy());
  if (lies("changes-over")) {
    response.setTimeout(900, () => {
      resolve({ status: 200, how: "cut" }); // the next connection opens while this one is open
      setTimeout(() => response.destroy(), 500);
    });
  }
  response.on("data", (bytes) => {
    counted++;
    parser.push(lies("splits-characters") ? new TextDecoder().decode(bytes) : decoder.decode(bytes, { stream: true }));
  });
  response.on("end", () => {
    how = "end";
  });
  response.on("error", (error) => {
    if (error.code === "ECONNRESET" && response.errored?.message !== "aborted") how = "reset";
  });
  response.on("close", () => {
    parser.end();
    resolve({ status: 200, how });
  });
}

/** How long to wait before the next request, in milliseconds; null: it stops. */
function pauseAfter({ status, retryAfter, how }) {
  if (status === 204 && !lies("ignores-204")) return null;
  if (status === 410 && !lies("ignores-410")) return anew();
  if (status === 200 || status === 204 || status === 410) {
    if (how === "end" && lies("end-is-end")) return null;
    return lies("waits-longer") ? client.retryMs * 3 : client.retryMs;
  }
  if (lies("hammers")) return 1;
  if (retryAfter) return lies("ignores-retry-after") ? 200 : retryAfter * 1_000;
  return status === 0 || lies("retries-refusals") ? 400 : null;
}

function anew() {
  if (!lies("starts-anew")) return null;
  client.lastId = "";
  return client.retryMs;
}

/** A second connection of the same application, whose events nobody looks at. */
if (lies("opens-two"))
  requestOf(url, false)
    .on("response", (response) => response.resume())
    .on("error", () => {})
    .end();

for (;;) {
  const wait = pauseAfter(await connect());
  if (wait === null || (requests > 0 && lies("gives-up"))) break;
  if (lies("hangs")) await pause(60_000);
  await pause(wait);
}
client.deliver.end?.();
