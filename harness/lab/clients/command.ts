import { createWriteStream } from "node:fs";
import { startChild } from "../../child.ts";
import { readDelivery } from "../history/delivery.ts";
import type { ClientUnderTest, RunningClient, Session } from "./client.ts";

/** How long it may take to end when it is asked to, in milliseconds. */
const endLimitMs = 1_000;

/** A client that is a command: started once for each row, in a process group of its own. */
export function commandClient(command: string): ClientUnderTest {
  return { describe: command, start: async (session) => start(command, session) };
}

function start(command: string, session: Session): RunningClient {
  const { url, row, credentials, clients, signal, logFile, onDelivery } = session;
  const log = createWriteStream(logFile, { flags: "a" });
  log.on("error", () => {}); // the history matters more
  const child = startChild("/bin/sh", ["-c", `${command} "$RESUME_GATE_URL"`], {
    env: {
      ...process.env,
      RESUME_GATE_URL: url,
      RESUME_GATE_ROW: row,
      RESUME_GATE_HEADERS: JSON.stringify(credentials),
      ...(clients === undefined ? {} : { RESUME_GATE_CLIENTS: String(clients) }),
    },
    ownGroup: true,
    signal,
    onOutput: (bytes) => log.write(bytes),
    onLine(line) {
      const delivery = readDelivery(line);
      if (delivery) onDelivery(delivery);
    },
  });
  return {
    ended: child.closed.then(({ how, code }) => ({ how, ok: code === 0 })),
    printed: () => child.printed(),
    async stop() {
      await child.end("SIGTERM", endLimitMs);
      await child.closed;
      log.end();
    },
  };
}
