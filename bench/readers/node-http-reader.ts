import http from "node:http";
import { measure, type Progress, readJob, report, requestOf } from "./reader-job.ts";

/** The obvious reader: node:http, bytes counted. */
const job = readJob();
const progress: Progress = { open: 0, events: 0, bytes: 0 };
const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

report(
  await measure(job, progress, (number) => {
    const { body } = requestOf(job, number);
    const headers = { "content-type": "application/json", "content-length": body.length };
    const req = http.request(
      new URL("/assist/draft-graph/stream", job.url),
      { method: "POST", agent, headers },
      (res) => {
        progress.open++;
        res.on("data", (chunk: Buffer) => {
          progress.bytes += chunk.length;
          progress.events++;
        });
        res.on("close", () => progress.open--).on("error", () => {});
      },
    );
    req.on("error", () => {});
    req.end(body);
  }),
);
