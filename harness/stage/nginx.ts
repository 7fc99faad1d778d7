import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "../child.ts";
import { errors, RefusalError } from "../errors.ts";
import { freePort } from "../free-port.ts";
import type { Front } from "../plan/scenario.ts";
import { until } from "../wait.ts";
import type { FrontAddress } from "./balancer.ts";

type NginxFront = Extract<Front, { kind: "nginx" }>;

/** This path leads to a server that never answers, so that the read timeout can be observed. */
const silentPath = "/resume-gate-silent";

/**
 * Starts a real nginx in front of one server, with settings that harm event streams: buffering, and a short read timeout.
 *
 * @throws RefusalError (exit 4) when there is no nginx, or it does not start
 */
export async function startNginx(front: NginxFront, target: URL, signal: AbortSignal): Promise<FrontAddress> {
  await requireNginx();
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-nginx-"));
  const silent = await startSilent();
  let child: Child | null = null;
  const close = async () => {
    await child?.end();
    await silent.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    const file = path.join(folder, "nginx.conf");
    await writeFile(file, config({ front, folder, port, target, silentPort: silent.port }));
    const nginx = startChild("nginx", ["-c", file, "-p", folder, "-e", path.join(folder, "error.log")], {
      stdout: "ignore",
      ownGroup: true,
    });
    child = nginx;
    const url = new URL(`http://127.0.0.1:${port}`);
    await until("nginx to answer", () => answers(url, nginx), { limitMs: 10_000, signal });
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws RefusalError (exit 4) when there is no nginx */
export async function requireNginx(): Promise<void> {
  try {
    await promisify(execFile)("nginx", ["-v"], { timeout: 5_000 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RefusalError(errors.noNginx(code === "ENOENT" ? "no nginx on the PATH" : message));
  }
}

async function answers(url: URL, nginx: Child): Promise<boolean> {
  if (nginx.ending) throw new RefusalError(errors.serverNotStarted(`nginx: ${nginx.printed()}`));
  try {
    return (await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

interface Config {
  readonly front: NginxFront;
  readonly folder: string;
  readonly port: number;
  readonly target: URL;
  readonly silentPort: number;
}

/** As in many productions: nginx's default buffering, and a timeout shorter than a pause of the model. */
function config({ front, folder, port, target, silentPort }: Config): string {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  ${temp.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_read_timeout ${front.readTimeoutSec}s;
  proxy_buffering on;
  ${front.ignoreHeaders ? "proxy_ignore_headers X-Accel-Buffering;" : ""}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://${target.host}; }
    location ${silentPath} { proxy_pass http://127.0.0.1:${silentPort}; }
  }
}
`;
}

async function startSilent(): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
