import net from "node:net";
import { measure, type Progress, readJob, report, requestOf } from "./reader-job.ts";

/** The least that a reader can cost: bare sockets, bytes counted, nothing parsed. One read is nearly always one event. */
const job = readJob();
const { hostname, port } = new URL(job.url);
const progress: Progress = { open: 0, events: 0, bytes: 0 };
const count = (length: number) => {
  progress.bytes += length;
  progress.events++;
  return true;
};
const shared = process.argv[3] === "shared" ? Buffer.alloc(64 * 1024) : null;

report(
  await measure(job, progress, (number) => {
    const { head, body } = requestOf(job, number);
    const onread = shared ? { onread: { buffer: shared, callback: count } } : {};
    const socket = net.connect({ host: hostname, port: Number(port), noDelay: true, ...onread });
    if (!shared) socket.on("data", (chunk) => count(chunk.length));
    socket
      .on("connect", () => progress.open++)
      .on("close", () => progress.open--)
      .on("error", () => {});
    socket.write(head + body);
  }),
);
