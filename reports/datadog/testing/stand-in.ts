import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DatadogFailure } from "../connection/datadog-failure.ts";
import type { RetryLimits } from "../connection/retry.ts";
import { apiKeyOnly, problems } from "./api-schema.ts";
import { Store } from "./stand-in-store.ts";

/**
 * One answer instead of the usual one. `drop`: the connection ends without any. `hang`: nothing comes. `after`: the request is
 * carried out first.
 */
interface Trouble {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly drop?: true;
  readonly hang?: true;
  readonly after?: true;
}

interface Seen {
  /** E.g. `PUT /api/v1/monitor/{id}`. */
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

export interface StandIn {
  readonly url: string;
  readonly apiKey: string;
  readonly appKey: string;
  readonly store: Store;
  /** Every request, in order. Status 0: no answer. */
  readonly seen: readonly Seen[];
  /** The next requests whose operation contains `where` get these, one each. */
  trouble(where: string, ...troubles: readonly Trouble[]): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Any free one when absent. */
  readonly port?: number;
  readonly log?: (seen: Seen) => void;
}

/** The part of Datadog's API that is used here, on this machine. It checks each request against the description, and keeps what it gets. */
export async function startStandIn({ port = 0, log = () => {} }: StandInOptions = {}): Promise<StandIn> {
  const store = new Store();
  const seen: Seen[] = [];
  const waiting: { where: string; trouble: Trouble }[] = [];
  const keys = { apiKey: "api0key0of0the0stand0in", appKey: "app0key0of0the0stand0in" };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const text = await bodyOf(request);
    const operation = operationOf(request.method ?? "", url.pathname);
    const at = waiting.findIndex(({ where }) => operation.includes(where));
    const trouble = at < 0 ? null : (waiting.splice(at, 1)[0]?.trouble ?? null);
    const body = parse(text);
    const usual = trouble && !trouble.after ? null : usualAnswer(operation, url, body, request, keys, store);
    const status = trouble?.drop || trouble?.hang ? 0 : (trouble?.status ?? usual?.status ?? 500);
    seen.push({ operation, status, body });
    log({ operation, status, body });
    if (trouble?.hang) return;
    if (trouble?.drop) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json", ...trouble?.headers });
    response.end(trouble?.body ?? JSON.stringify(trouble ? { errors: [`trouble ${status}`] } : usual?.body));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ errors: [`stand-in: ${String(error)}`] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...keys,
    store,
    seen,
    trouble: (where, ...troubles) => void waiting.push(...troubles.map((trouble) => ({ where, trouble }))),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function usualAnswer(
  operation: string,
  url: URL,
  body: unknown,
  { headers }: IncomingMessage,
  keys: { readonly apiKey: string; readonly appKey: string },
  store: Store,
): { status: number; body: unknown } {
  const known = headers["dd-api-key"] === keys.apiKey;
  const mayAll = headers["dd-application-key"] === keys.appKey;
  if (!known || (!mayAll && !apiKeyOnly.includes(operation))) return { status: 403, body: { errors: ["Forbidden"] } };
  const wrong = problems(operation, body, url.searchParams);
  if (wrong === null) return { status: 404, body: { errors: [`no operation ${operation}`] } };
  if (wrong.length > 0) return { status: 400, body: { errors: wrong } };
  return store.answer(operation, url.pathname.split("/")[4] ?? "", body, url.searchParams);
}

function operationOf(method: string, path: string): string {
  return `${method} ${path.replace(/^(\/api\/v1\/(?:monitor|slo|dashboard))\/[^/]+$/, "$1/{id}")}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits of a millisecond, so that a test of giving up takes no time. */
export const quickRetry: RetryLimits = { attempts: 4, firstWaitMs: 1, longestWaitMs: 2_000, timeoutMs: 2_000 };

/** @throws Error when the action goes through or fails in another way */
export async function failureOf(action: Promise<unknown>): Promise<DatadogFailure> {
  const error = await action.then(
    () => new Error("it went through"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DatadogFailure) return error;
  throw error;
}
