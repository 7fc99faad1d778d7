import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

const main = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../main.ts");

export const secret = "the-signing-secret-of-the-tests";

/** The reference server in a process of its own. Closed by who started it. */
export interface TestServer {
  readonly url: string;
  readonly pid: number;
  /** All that it printed until now. */
  output(): string;
  /** Its log lines until now. */
  lines(): Readonly<Record<string, unknown>>[];
  signal(name: NodeJS.Signals): void;
  closeStdin(): void;
  /** The exit code. */
  readonly exited: Promise<number | null>;
  close(): Promise<void>;
}

type Env = Readonly<Record<string, string>>;

/** Starts a server on a free port and waits until it is ready. */
export async function startServer(env: Env): Promise<TestServer> {
  const server = spawnServer({ PORT: "0", SSE_RESUME_SECRET: secret, ...env });
  let over = false;
  void server.exited.then(() => {
    over = true;
  });
  try {
    await until("the server's ready line", () => over || server.url !== "");
    if (over) throw new Error(`The server ended: ${server.output()}`);
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Runs a server that is expected to refuse to start. */
export async function runServer(env: Env): Promise<{ code: number | null; output: string }> {
  const server = spawnServer(env);
  const limit = setTimeout(() => server.signal("SIGKILL"), 15_000);
  const code = await server.exited;
  clearTimeout(limit);
  return { code, output: server.output() };
}

function spawnServer(env: Env): TestServer {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [main], { env: { PATH, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = once(child, "close").then(([code]) => code as number | null);
  const lines = () =>
    output
      .split("\n")
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    get url() {
      return (lines().find((line) => line.ready === true)?.url as string | undefined) ?? "";
    },
    pid: child.pid ?? 0,
    output: () => output,
    lines,
    signal: (name) => void child.kill(name),
    closeStdin: () => void child.stdin.destroy(),
    exited,
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
