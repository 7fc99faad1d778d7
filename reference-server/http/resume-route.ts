import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RedisAway, RedisRefused, refusalCode } from "../redis/redis-client.ts";
import type { ReadResult } from "../redis/store.ts";
import type { ResumeService, Service } from "../service.ts";
import type { Follow } from "../streams/live-hub.ts";
import { page } from "../streams/live-reader.ts";
import { ApiError, refuse } from "./api-error.ts";
import { type Resume, readResumeRequest } from "./resume-request.ts";
import { sendLast, sendReplay } from "./resume-stream.ts";

/** How long after an outage instances may still be appending their streams again, in milliseconds. */
const settlingMs = 3_000;

const noFollow: Follow = { passTo: () => false, drop() {} };

/** `POST /assist/draft-graph/resume` (contract, Resume). */
export function resumeRoute(app: FastifyInstance, service: Service): void {
  const { telemetry } = service;
  app.post("/assist/draft-graph/resume", async (request, reply) => {
    telemetry.count("assist.sse.resume_attempt");
    try {
      await resume(request, reply, service);
    } catch (error) {
      if (error instanceof ApiError) telemetry.refused(error.code);
      throw error;
    }
    return reply;
  });
}

async function resume(request: FastifyRequest, reply: FastifyReply, service: Service): Promise<void> {
  const { parts, ...about } = readResumeRequest(request, service);
  if (about.live) await limitRate(about.sub ?? request.ip, parts, service);
  // Follows first and reads second, so that no event falls between the replay and the published ones.
  const follow = about.live ? await answered(parts.hub.follow(about.requestId), service) : noFollow;
  try {
    const most = about.mode === "snapshot" ? 0 : page;
    const read = parts.store.read(about.requestId, about.from, most, { renew: about.live });
    const first = await answered(read, service);
    refuseWhatIsGone(about, first, parts, service);
    if (about.live && !first.done) await refuseWithoutWriter(first.writer, parts, service);
    reply.hijack();
    if (reply.raw.destroyed || !reply.raw.socket)
      follow.drop(); // the client hung up meanwhile
    else if (about.mode === "snapshot" || first.snapshot !== null) sendLast(reply.raw, about, first, follow, service);
    else sendReplay(reply.raw, about, first, follow, service);
  } catch (error) {
    follow.drop();
    throw error;
  }
}

/** If the resume cannot be counted, it is not refused: a Redis that cannot write can still be read. */
async function limitRate(key: string, { store }: ResumeService, { settings, clock, log }: Service): Promise<void> {
  const now = clock();
  try {
    if ((await store.countResume(key, now)) > settings.liveRpm) throw refuse.rateLimited(60 - (now % 60));
  } catch (error) {
    if (error instanceof RedisAway) throw refuse.redisUnavailable();
    if (!(error instanceof RedisRefused)) throw error;
    log.debug({ reason: error.message }, "A live resume was not counted");
  }
}

/**
 * There is a token that we signed, but no state. If the token is older than the state's life, the state has expired. Otherwise it was
 * never stored, or Redis lost it.
 *
 * @throws ApiError 404 or 410 when nothing, or not enough, is kept
 */
function refuseWhatIsGone(
  { from, mode, claims }: Resume,
  first: ReadResult,
  { link }: ResumeService,
  { settings, clock }: Service,
): void {
  if (first.snapshot !== null) return;
  if (!first.known) {
    if (link.upForMs < settlingMs) throw refuse.redisUnavailable();
    const age = clock() - (claims.expires_at - settings.snapshotTtlSec);
    throw refuse.stateNotFound(age > settings.stateTtlSec ? "state_expired" : "unknown_stream");
  }
  if (mode !== "snapshot" && from < first.first) throw refuse.bufferTrimmed(from, first.first);
}

/**
 * The contract has no word for a stream that nobody goes on with. For its client it is as good as expired: it needs a new one.
 *
 * @throws ApiError 404 when the process that made the stream was killed before the stream's end
 */
async function refuseWithoutWriter(writer: string, { writers }: ResumeService, service: Service): Promise<void> {
  if (!(await answered(writers.isGone(writer), service))) return;
  service.log.info({ event: "writer_gone", writer }, "The process that made this stream is gone");
  throw refuse.stateNotFound("state_expired");
}

/** @throws ApiError 404 redis_unavailable when Redis is away or refuses */
async function answered<T>(asked: Promise<T>, { log }: Service): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RedisRefused) {
      const fields = { event: "redis_refused", code: refusalCode(error.message), reason: error.message };
      log.warn(fields, "Redis refused a read");
    }
    if (error instanceof RedisAway || error instanceof RedisRefused) throw refuse.redisUnavailable();
    throw error;
  }
}
