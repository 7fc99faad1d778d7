import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import type { StartedTestContainer } from "testcontainers";
import { errors, RefusalError } from "../errors.ts";
import { lacks } from "../peers.ts";
import { messageOf } from "../thrown.ts";
import { until } from "../wait.ts";
import { watch } from "../watchdog.ts";
import type { BreakableRedis, RedisProvider, StartOptions } from "./breakable-redis.ts";
import { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { answersPing } from "./ping.ts";

const run = promisify(execFile);
/** Tried in this order. `scripts/redis-image.sh` builds the second one where no image can be pulled. */
const images = ["redis:7-alpine", "resume-gate/redis:7"];
const readyLimitMs = 30_000;
/** The watchdog finds our containers by this label, even one that is still starting when this process dies. */
const label = { name: "resume-gate.owner", value: randomUUID() };

/** Runs one container for each start. @returns the reason as text when Docker or an image is missing */
export async function containerProvider(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RedisProvider | string> {
  const wanted = env.RESUME_GATE_REDIS_IMAGE ? [env.RESUME_GATE_REDIS_IMAGE] : images;
  const missing = lacks("container");
  if (missing !== null) return missing;
  const local = await localImages();
  if (local === null) return "no Docker answers";
  const image = wanted.find((name) => local.includes(name));
  if (!image) return `Docker has none of the images ${wanted.join(", ")}`;
  if (!local.some((name) => name.includes("testcontainers/ryuk"))) {
    process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true"; // Ryuk's image is not here, and our watchdog removes our containers
  }
  return { how: "container", describe: `container ${image}`, start: (options) => startContainer(image, options) };
}

async function localImages(): Promise<string[] | null> {
  try {
    const { stdout } = await run("docker", ["images", "--format", "{{.Repository}}:{{.Tag}}"], { timeout: 5_000 });
    return stdout.split("\n").filter(Boolean);
  } catch {
    return null;
  }
}

async function startContainer(image: string, { signal, args = [] }: StartOptions): Promise<BreakableRedis> {
  signal.throwIfAborted();
  let container: StartedTestContainer | null = null;
  let proxy: FaultProxy | null = null;
  watch(`label:${label.name}=${label.value}`); // stays watched, so that what a failed start leaves behind is removed too
  try {
    const { GenericContainer, Wait } = await import("testcontainers"); // loaded here: only containers need it
    container = await new GenericContainer(image)
      .withExposedPorts(6379)
      .withLabels({ [label.name]: label.value })
      .withCommand(["redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "yes", ...args])
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(readyLimitMs)
      .start();
    const target = { host: container.getHost(), port: container.getMappedPort(6379) };
    proxy = await createFaultProxy(target);
    const redis = new ContainerRedis(container, proxy);
    await redis.waitUntilUp(signal);
    return redis;
  } catch (error) {
    await proxy?.close();
    await container?.stop({ remove: true, timeout: 0 }).catch(() => {});
    if (signal.aborted) throw error;
    const reason = messageOf(error);
    throw new RefusalError(errors.redisNotStarted(`container ${image}`, reason), { cause: error });
  }
}

class ContainerRedis implements BreakableRedis {
  readonly how = "container";
  readonly proxy: FaultProxy;
  #container: StartedTestContainer;
  #state: "up" | "down" | "paused" | "gone" = "up";

  constructor(container: StartedTestContainer, proxy: FaultProxy) {
    this.#container = container;
    this.proxy = proxy;
  }

  get directUrl(): string {
    return `redis://${this.#container.getHost()}:${this.#container.getMappedPort(6379)}`;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.proxy.port}`;
  }

  answers(): Promise<boolean> {
    return answersPing(this.proxy.port);
  }

  async waitUntilUp(signal?: AbortSignal): Promise<void> {
    await until("Redis to answer PING", () => this.answers(), {
      limitMs: readyLimitMs,
      everyMs: 20,
      ...(signal ? { signal } : {}),
    });
  }

  async kill(): Promise<void> {
    if (this.#state !== "up" && this.#state !== "paused") return;
    await this.#docker("kill", "--signal", "KILL");
    this.#state = "down";
    this.proxy.reset(); // Docker's own proxy may keep connections open for a moment after Redis is gone
  }

  async stop(): Promise<void> {
    if (this.#state === "paused") await this.unpause();
    if (this.#state !== "up") return;
    await this.#docker("stop", "--time", "5");
    this.#state = "down";
    this.proxy.reset();
  }

  async restart(): Promise<void> {
    if (this.#state !== "down") return;
    await this.#docker("start");
    this.#state = "up";
    this.proxy.retarget({ host: this.#container.getHost(), port: await this.#mappedPort() });
    await this.waitUntilUp();
  }

  async pause(): Promise<void> {
    if (this.#state !== "up") return;
    await this.#docker("pause");
    this.#state = "paused";
  }

  async unpause(): Promise<void> {
    if (this.#state !== "paused") return;
    await this.#docker("unpause");
    this.#state = "up";
  }

  async dispose(): Promise<void> {
    if (this.#state === "gone") return;
    if (this.#state === "paused") await this.unpause();
    this.#state = "gone";
    await this.proxy.close();
    await this.#docker("rm", "--force", "--volumes");
  }

  /** Docker gives a restarted container another host port. */
  async #mappedPort(): Promise<number> {
    const { stdout } = await run("docker", ["port", this.#container.getId(), "6379/tcp"], { timeout: 10_000 });
    const port = Number(/:(\d+)\s*$/m.exec(stdout)?.[1]);
    if (!port) throw new Error(`Docker names no host port for the restarted Redis: ${stdout.trim()}`);
    return port;
  }

  async #docker(verb: string, ...options: string[]): Promise<void> {
    await run("docker", [verb, ...options, this.#container.getId()], { timeout: 30_000 });
  }
}
