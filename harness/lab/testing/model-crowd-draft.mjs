/**
 * Many clients of draft-graph in one process: RESUME_GATE_CLIENTS of them. After a refusal each waits as long as `Retry-After` asks,
 * and with `--jitter` once more for a drawn part of it.
 *
 * node model-crowd-draft.mjs [--jitter] [--fault NAME] URL
 */
import http from "node:http";

const base = `${process.argv.at(-1)}/assist/draft-graph`;
const lies = (name) => process.argv[process.argv.indexOf("--fault") + 1] === name;
const jitter = process.argv.includes("--jitter");
const count = Number(process.env.RESUME_GATE_CLIENTS ?? 1);
const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
const body = JSON.stringify({ brief: "Decide between two suppliers: weigh cost, risk and time." });

function connect(client) {
  const resumes = client.token !== null && !(lies("anew") && client.wasRefused);
  const own = resumes && !lies("no-token") ? { "x-resume-token": client.token, "last-event-id": client.lastId } : {};
  const options = { method: "POST", agent, headers: { "content-type": "application/json", ...own } };
  const request = http.request(`${base}/${resumes ? "resume" : "stream"}`, options, (response) => {
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (part) => {
      text += part;
      if (response.statusCode !== 200) return;
      client.token = /"token":"([^"]+)"/.exec(text)?.[1] ?? client.token;
      for (const [, id] of text.matchAll(/^id: (.*)$/gm)) client.lastId = id;
    });
    response.on("error", () => {});
    response.on("close", () => {
      if (response.statusCode === 204 || text.includes('"COMPLETE"')) return;
      const asked = Number(response.headers["retry-after"] ?? 0) * 1_000;
      if (asked > 0) client.wasRefused = true;
      if (lies("gives-up") && asked > 0) return;
      const wait = asked === 0 ? 50 : lies("too-soon") ? 300 : asked * (jitter ? 1 + Math.random() : 1);
      setTimeout(connect, wait, client);
    });
  });
  request.on("error", () => setTimeout(connect, 200, client));
  request.end(body);
}

for (let number = 0; number < count; number++) connect({ token: null, lastId: "", wasRefused: false });
