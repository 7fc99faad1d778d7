import { setTimeout as sleep } from "node:timers/promises";
import type { client } from "@datadog/datadog-api-client";
import { DatadogFailure } from "./datadog-failure.ts";
import { defaultRetry, mayRetry, type Outcome, type RetryLimits, waitMs } from "./retry.ts";

type Library = NonNullable<NonNullable<Parameters<typeof client.createConfiguration>[0]>["httpApi"]>;
type Request = Parameters<Library["send"]>[0];

export interface TransportOptions {
  /** They are never shown, even if an answer or an error repeats them. */
  readonly secrets: readonly string[];
  readonly retry?: RetryLimits;
  readonly signal?: AbortSignal;
  /** Builds what the client reads. */
  readonly Response: typeof client.ResponseContext;
}

/** A POST to these makes a thing that must exist only once; metrics and events may be sent again (docs/datadog.md, Twice). */
const making = /\/api\/v1\/(monitor|dashboard|slo)$/;

/**
 * Replaces the client's own HTTP: each attempt has a time limit, 429 and 5xx are tried again as the server asks, no redirect takes the
 * keys elsewhere, and no failure contains them.
 */
export function transport({ secrets, retry = defaultRetry, signal, Response }: TransportOptions): Library {
  return {
    async send(request: Request) {
      const where = `${request.getHttpMethod()} ${redact(new URL(request.getUrl()).pathname, secrets)}`;
      const makes = request.getHttpMethod().toString() === "POST" && making.test(where);
      for (let tried = 1; ; tried++) {
        const answer = await attempt(request, retry.timeoutMs, signal);
        const { status } = answer.outcome;
        const body = redact(answer.text, secrets); // all that goes on from here, also a 200's body: it may be printed
        if (status !== null && status < 300) {
          if (!isJson(body)) throw new DatadogFailure("malformed", where, `${status} with a body that is not JSON`);
          const text = body;
          return new Response(status, answer.headers, {
            text: async () => text,
            binary: async () => Buffer.from(text),
          });
        }
        const wait = waitMs(tried, answer.outcome, retry, { now: Date.now(), chance: Math.random() });
        if (
          signal?.aborted ||
          tried >= retry.attempts ||
          !mayRetry(answer.outcome, makes) ||
          wait > retry.longestWaitMs
        ) {
          throw failure(where, answer.outcome, body, tried);
        }
        await sleep(wait, undefined, signal ? { signal } : {});
      }
    },
  };
}

interface Answer {
  readonly outcome: Outcome;
  readonly headers: Record<string, string>;
  /** The body, or the reason why there is none. */
  readonly text: string;
}

async function attempt(request: Request, timeoutMs: number, signal: AbortSignal | undefined): Promise<Answer> {
  const limit = AbortSignal.timeout(timeoutMs);
  const body = request.getBody();
  try {
    const response = await fetch(request.getUrl(), {
      method: request.getHttpMethod().toString(),
      headers: request.getHeaders(),
      ...(body === undefined ? {} : { body: body as string }),
      redirect: "manual",
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    const text = await response.text();
    const { headers, status } = response;
    const outcome = { retryAfter: headers.get("retry-after"), rateLimitReset: headers.get("x-ratelimit-reset") };
    return { outcome: { status, ...outcome }, headers: Object.fromEntries(headers), text };
  } catch (error) {
    const outcome = { status: null, retryAfter: null, rateLimitReset: null };
    return { outcome, headers: {}, text: limit.aborted ? `no answer in ${timeoutMs} ms` : reasonOf(error) };
  }
}

function failure(where: string, { status }: Outcome, body: string, tried: number): DatadogFailure {
  const times = tried > 1 ? ` (${tried} times)` : "";
  if (status === null) return new DatadogFailure("away", where, `${body}${times}`);
  const redirect = status >= 300 && status < 400 ? " (a redirect, which is not followed)" : "";
  const seen = `${status}${redirect}${times}${errorsIn(body)}`;
  if (status === 401 || status === 403) return new DatadogFailure("keys", where, seen);
  return new DatadogFailure(status === 429 || status >= 500 ? "away" : "refused", where, seen);
}

/** Datadog's `{"errors": ["…"]}`, shortened. */
function errorsIn(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    if (Array.isArray(errors)) return `: ${errors.join("; ").slice(0, 300)}`;
  } catch {}
  return "";
}

function isJson(text: string): boolean {
  if (text === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return cause?.code ?? message ?? "no connection";
}

/** Removes the keys from a text, also where they are escaped in JSON or in a URL. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]);
  return forms.reduce((rest, form) => (form === "" ? rest : rest.replaceAll(form, "[key]")), text);
}
