import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ApiError, refuse } from "./api-error.ts";
import { authenticate } from "./auth.ts";
import { RedisAway } from "./redis-link.ts";
import { type Resume, sendPartial, sendReplay } from "./resume-stream.ts";
import type { ResumeService, Service } from "./service.ts";
import type { ReadResult } from "./store.ts";
import { isExpired, type TokenClaims, verifyToken } from "./token.ts";

/** Entries that the first read brings along. */
const firstPage = 256;
/** Right after an outage the streams of this and other instances are still being appended again, in milliseconds. */
const settlingMs = 3_000;

/** `POST /assist/draft-graph/resume` (contract, Resume). */
export function resumeRoute(app: FastifyInstance, service: Service): void {
  const { telemetry } = service;
  app.post("/assist/draft-graph/resume", async (request, reply) => {
    telemetry.count("assist.sse.resume_attempt");
    try {
      await resume(request, reply, service);
    } catch (error) {
      if (error instanceof ApiError) {
        const name = error.code === "RESUME_TOKEN_EXPIRED" ? "assist.sse.resume_expired" : "assist.sse.resume_rejected";
        telemetry.count(name, name.endsWith("rejected") ? { code: error.code } : {});
      }
      throw error;
    }
    return reply;
  });
}

async function resume(request: FastifyRequest, reply: FastifyReply, service: Service): Promise<void> {
  const parts = service.resume;
  if (!parts) throw refuse.resumeUnavailable();
  const sub = authenticate(header(request, "x-olumi-assist-key"), service.settings.apiKeys);
  if (service.draining) throw refuse.shuttingDown();
  const claims = acceptedClaims(request, parts, service, sub);
  const from = Math.max(claims.seq, lastEventId(request)) + 1;
  const mode = modeOf(request, service);
  if (mode !== "replay") await limitRate(sub ?? request.ip, parts, service);

  const about: Resume = { requestId: claims.request_id, sub, from, mode, live: wantsLive(request), service, parts };
  // Followed first and read second, so that nothing falls between the replay and what is published.
  const follow = await sendReplay.prepare(about);
  let first: ReadResult;
  try {
    first = await readFirst(about);
    refuseWhatIsGone(about, claims, first);
  } catch (error) {
    follow.drop();
    throw error;
  }
  if (!reply.raw.socket || reply.raw.destroyed) {
    follow.drop(); // the client hung up meanwhile
    reply.hijack();
    return;
  }
  reply.hijack();
  if (mode === "snapshot" || first.snapshot !== null) sendPartial(reply.raw, about, first, follow);
  else sendReplay.send(reply.raw, about, first, follow);
}

/** @throws ApiError 400, 401 or 410 */
function acceptedClaims(
  request: FastifyRequest,
  { keyring }: ResumeService,
  { clock, settings }: Service,
  sub: string | null,
): TokenClaims {
  const token = header(request, "x-resume-token");
  if (token === undefined || token === "") throw refuse.badInput("X-Resume-Token", "it is required");
  const now = clock();
  const claims = verifyToken(token, keyring.accepted(now));
  if (!claims) throw refuse.tokenInvalid();
  if ((claims.sub ?? null) !== sub) throw refuse.unauthenticated();
  if (isExpired(claims, now, settings.clockLeewaySec)) throw refuse.tokenExpired();
  return claims;
}

function lastEventId(request: FastifyRequest): number {
  const text = header(request, "last-event-id");
  if (text === undefined || text === "") return -1;
  if (!/^\d{1,9}$/.test(text)) throw refuse.badInput("Last-Event-ID", "it is the whole number of an event");
  return Number(text);
}

function wantsLive(request: FastifyRequest): boolean {
  const { mode } = request.query as { mode?: unknown };
  const asked = header(request, "x-resume-mode") ?? mode;
  if (asked === undefined || asked === "replay") return false;
  if (asked === "live") return true;
  throw refuse.badInput("X-Resume-Mode", "it is live or replay");
}

/** What the client asked for, as far as this server's settings allow it. */
function modeOf(request: FastifyRequest, { settings }: Service): Resume["mode"] {
  const live = wantsLive(request);
  if (settings.resumeMode === "snapshot") return "snapshot";
  return live && settings.resumeMode === "live" ? "live" : "replay";
}

async function limitRate(key: string, { store }: ResumeService, { settings, clock }: Service): Promise<void> {
  const now = clock();
  const count = await orUnavailable(store.countResume(key, now));
  if (count > settings.liveRpm) throw refuse.rateLimited(60 - (now % 60));
}

function readFirst({ requestId, from, mode, live, parts }: Resume): Promise<ReadResult> {
  return orUnavailable(parts.store.read(requestId, from, mode === "snapshot" ? 0 : firstPage, { renew: live }));
}

/** @throws ApiError 404 or 410 when nothing, or not enough, is kept */
function refuseWhatIsGone({ from, mode, service, parts }: Resume, claims: TokenClaims, first: ReadResult): void {
  if (first.snapshot !== null) return;
  if (!first.known) {
    if (parts.link.upForMs < settlingMs) throw refuse.redisUnavailable();
    const { settings, clock } = service;
    const age = clock() - (claims.expires_at - settings.snapshotTtlSec);
    throw refuse.stateNotFound(age > settings.stateTtlSec ? "state_expired" : "unknown_stream");
  }
  if (mode !== "snapshot" && from < first.first) throw refuse.bufferTrimmed(from, first.first);
}

async function orUnavailable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RedisAway) throw refuse.redisUnavailable();
    throw error;
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
