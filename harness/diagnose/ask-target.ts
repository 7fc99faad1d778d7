import { prometheusNumbers } from "../prometheus-text.ts";
import { withoutCredentials } from "../secrets.ts";
import type { TargetEvidence } from "./evidence.ts";
import { plain } from "./read-logs.ts";

const limitMs = 5_000;
const mostBytes = 4 * 1024 * 1024;

/** Reads `/healthz` and `/metrics` of one instance. Never throws: that it does not answer is evidence too. Sends no load. */
export async function askTarget(base: URL, headers: Readonly<Record<string, string>>): Promise<TargetEvidence> {
  const url = withoutCredentials(base);
  try {
    const health = await get(new URL("/healthz", base), headers);
    if (health.status !== 200) return { ...nothing(url), away: `GET /healthz was answered ${health.status}` };
    const said = parse(health.text);
    if (!said) return { ...nothing(url), away: "GET /healthz was answered with something other than JSON" };
    const metrics = await get(new URL("/metrics", base), headers).catch(() => null);
    return {
      ...nothing(url),
      ...healthOf(said),
      clockAheadSec: health.clockAheadSec,
      metrics: metrics?.status === 200 ? prometheusNumbers(metrics.text) : {},
    };
  } catch (error) {
    return { ...nothing(url), away: reasonOf(error) };
  }
}

function nothing(url: string): TargetEvidence {
  return {
    url,
    away: null,
    status: null,
    redisStatus: null,
    redisLatencyMs: null,
    resumeMode: null,
    keys: [],
    draining: false,
    activeStreams: null,
    clockAheadSec: null,
    metrics: {},
  };
}

async function get(url: URL, headers: Readonly<Record<string, string>>) {
  const signal = AbortSignal.timeout(limitMs);
  const { username, password } = url;
  const basic: Record<string, string> = username
    ? {
        authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`,
      }
    : {};
  const answer = await fetch(withoutCredentials(url), {
    headers: { ...basic, ...headers },
    redirect: "manual",
    signal,
  });
  const arrived = Date.now();
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > mostBytes) break;
  }
  const date = Date.parse(answer.headers.get("date") ?? "");
  // The header has whole seconds, so half a second is the best guess.
  const ahead = Number.isNaN(date) ? null : Math.round((date + 500 - arrived) / 1_000);
  return { status: answer.status, text, clockAheadSec: ahead };
}

function healthOf(said: Readonly<Record<string, unknown>>) {
  const redis = (said.redis ?? {}) as { status?: unknown; latency_ms?: unknown };
  const keys = Array.isArray(said.keys) ? (said.keys as { kid?: unknown; state?: unknown }[]) : [];
  return {
    status: text(said.status),
    redisStatus: text(redis.status),
    redisLatencyMs: number(redis.latency_ms),
    resumeMode: text((said.resume as { mode?: unknown } | undefined)?.mode),
    keys: keys.slice(0, 20).map(({ kid, state }) => ({ kid: plain(kid), state: plain(state) })),
    draining: said.draining === true,
    activeStreams: number((said.streams as { active?: unknown } | undefined)?.active),
  };
}

function reasonOf(error: unknown): string {
  const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return `no answer within ${limitMs / 1_000} s`;
  return plain(cause?.code ?? cause?.message ?? message);
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" ? plain(value) : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
