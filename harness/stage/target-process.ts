import { createWriteStream, type WriteStream } from "node:fs";
import net from "node:net";
import { type Child, type Ending, startChild } from "../child.ts";
import { errors, RefusalError } from "../errors.ts";
import { until } from "../wait.ts";
import { type ProcessFigures, processFigures } from "./process-figures.ts";

export interface TargetCommand {
  /** For `/bin/sh -c`. */
  readonly command: string;
  readonly url: URL;
  /** Added to our own environment. PORT is the URL's port. */
  readonly env: Readonly<Record<string, string>>;
  /** A URL or path that must answer, or a text that must be printed. Absent: the port must accept connections. */
  readonly ready?: string;
  /** The file for everything that it prints. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** How long it may take until it is ready, in milliseconds. */
const readyLimitMs = 30_000;
const endLimitMs = 5_000;
/** Lines of its output that a message shows. */
const shownLines = 5;

/** The user's server, started by us in its own process group. The whole group is ended, even after an error. */
export class TargetProcess {
  readonly #options: TargetCommand;
  readonly #log: WriteStream;
  #child: Child | null = null;
  #lastLines: string[] = [];
  /** Whether we ended it ourselves. */
  #expected = false;
  #crash: string | null = null;
  /** How long its first start took, in milliseconds. */
  startMs = 0;

  private constructor(options: TargetCommand) {
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: "a" });
    this.#log.on("error", () => {}); // a full disk is reported by the history, which matters more
  }

  /** @throws RefusalError (exit 4) when it cannot be started, ends at once, or is not ready in time; AbortError when the run stops */
  static async start(options: TargetCommand): Promise<TargetProcess> {
    const process = new TargetProcess(options);
    process.startMs = await process.restart();
    return process;
  }

  get url(): URL {
    return this.#options.url;
  }

  /** How it ended although we did not end it, with what it printed; null if it did not. */
  get crash(): string | null {
    return this.#crash;
  }

  /** Starts it and waits until it is ready. @returns how long that took, in milliseconds */
  async restart(): Promise<number> {
    const { command, env, url, signal } = this.#options;
    this.#lastLines = [];
    this.#expected = false;
    const child = startChild("/bin/sh", ["-c", command], {
      env: { ...process.env, PORT: url.port || (url.protocol === "https:" ? "443" : "80"), ...env },
      ownGroup: true,
      onLine: (line) => this.#printed(line),
    });
    this.#child = child;
    void child.exited.then((ending) => this.#ended(child, ending));
    try {
      const ms = await until(`"${command}" to be ready`, () => this.#isReady(child), { limitMs: readyLimitMs, signal });
      this.#crash = null;
      return ms;
    } catch (error) {
      const how = child.ending ? child.ending.how : `was not ready within ${readyLimitMs / 1_000} s (${this.#awaited})`;
      await this.stop();
      if (signal.aborted) throw error;
      throw new RefusalError(errors.targetNotStarted(command, how, this.#shown));
    }
  }

  /** Ends the whole group at once, as a crash would. */
  async kill(): Promise<void> {
    this.#expected = true;
    await this.#child?.end("SIGKILL", endLimitMs);
  }

  async stop(): Promise<void> {
    this.#expected = true;
    await this.#child?.end("SIGTERM", endLimitMs);
    this.#log.end();
  }

  figures(): Promise<ProcessFigures | null> {
    const pid = this.#child?.pid;
    return pid === undefined || this.#child?.ending ? Promise.resolve(null) : processFigures(pid);
  }

  takesConnections(): Promise<boolean> {
    const { hostname, port } = this.#options.url;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    return promise.finally(() => socket.destroy());
  }

  async #isReady(child: Child): Promise<boolean> {
    if (child.ending) throw new Error(child.ending.how);
    const { ready, url } = this.#options;
    if (ready === undefined) return this.takesConnections();
    if (!isAddress(ready)) return this.#lastLines.some((line) => line.includes(ready));
    const answer = await fetch(new URL(ready, url), { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await answer?.body?.cancel();
    return answer?.ok === true;
  }

  get #awaited(): string {
    const { ready, url } = this.#options;
    if (ready === undefined) return `nothing listens on port ${url.port}; it has to take its port from PORT`;
    return isAddress(ready) ? `${new URL(ready, url).href} did not answer` : `it did not print "${ready}"`;
  }

  #printed(line: string): void {
    this.#log.write(`${line}\n`);
    this.#lastLines.push(line);
    if (this.#lastLines.length > 200) this.#lastLines = this.#lastLines.slice(-100);
  }

  #ended(child: Child, { how }: Ending): void {
    if (child !== this.#child || this.#expected) return;
    this.#crash = `${how}${this.#shown === "" ? "" : `; it printed: ${this.#shown}`}`;
  }

  /** Its output from the first line with "error" on, or its last lines. */
  get #shown(): string {
    const error = this.#lastLines.findIndex((line) => /\berror\b/i.test(line));
    const from = error < 0 ? Math.max(0, this.#lastLines.length - shownLines) : error;
    return this.#lastLines
      .slice(from, from + shownLines)
      .join(" | ")
      .slice(0, 500);
  }
}

function isAddress(ready: string): boolean {
  return /^(https?:\/\/|\/)/.test(ready);
}
