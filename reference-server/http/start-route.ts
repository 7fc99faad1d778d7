import { randomInt, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusalCode } from "../redis/redis-client.ts";
import type { Service } from "../service.ts";
import { type RunHooks, StreamRun } from "../streams/stream-run.ts";
import { createWorkload, type WorkloadSpec } from "../streams/workload.ts";
import { refuse } from "./api-error.ts";
import { authenticate } from "./auth.ts";
import { Connection, streamHead } from "./connection.ts";

interface StartBody {
  readonly brief: string;
  readonly attachments?: readonly unknown[];
  readonly flags?: { readonly reference?: ReferenceFlags };
}

interface ReferenceFlags {
  readonly events?: number;
  readonly interval_ms?: number;
  readonly event_bytes?: number;
  readonly seed?: number;
}

/** The start request's body (contract, Start a stream). */
const bodySchema = {
  type: "object",
  required: ["brief"],
  properties: {
    brief: { type: "string", minLength: 30, maxLength: 5000 },
    attachments: { type: "array", maxItems: 100 },
    flags: {
      type: "object",
      properties: {
        reference: {
          type: "object",
          additionalProperties: false,
          properties: {
            events: { type: "integer", minimum: 1, maximum: 100_000 },
            interval_ms: { type: "integer", minimum: 0, maximum: 60_000 },
            event_bytes: { type: "integer", minimum: 16, maximum: 262_144 },
            seed: { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
          },
        },
      },
    },
  },
} as const;

/** `POST /assist/draft-graph/stream`. */
export function startRoute(app: FastifyInstance, service: Service): void {
  const { settings } = service;
  app.post<{ Body: StartBody }>(
    "/assist/draft-graph/stream",
    {
      schema: { body: bodySchema },
      // Before the body is read, so that a stranger's request costs nothing.
      onRequest: async (request) => {
        apiKeyHash(request, service);
        if (service.draining) throw refuse.shuttingDown();
      },
    },
    (request, reply) => {
      const requestId = randomUUID();
      const sub = apiKeyHash(request, service);
      const run = new StreamRun({
        requestId,
        sub,
        workload: createWorkload(requestId, workloadOf(request.body, service)),
        settings,
        resume: service.resume,
        hooks: hooksOf(requestId, service),
      });
      reply.hijack();
      reply.raw.writeHead(200, streamHead(requestId));
      run.feed.attach(connect(run, reply.raw, { requestId, sub }, service));
      void follow(run, requestId, service);
    },
  );
}

function apiKeyHash(request: FastifyRequest, { settings }: Service): string | null {
  return authenticate(request.headers["x-olumi-assist-key"] as string | undefined, settings.apiKeys);
}

function hooksOf(requestId: string, { telemetry, log }: Service): RunHooks {
  let refused: string | null = null;
  return {
    onStored(run, result) {
      refused = null;
      if (result.trimmedEvents > 0) telemetry.bufferTrimmed(run, requestId, result);
    },
    onSnapshot: () => telemetry.count("assist.sse.snapshot_created"),
    onRefused(reason) {
      if (refused !== reason) {
        const fields = { event: "redis_refused", request_id: requestId, code: refusalCode(reason), reason };
        log.warn(fields, "Redis refused an append");
      }
      refused = reason;
    },
    onTokenIssued: () => telemetry.count("assist.sse.resume_issued"),
  };
}

function connect(
  run: StreamRun,
  response: ServerResponse,
  { requestId, sub }: { requestId: string; sub: string | null },
  { settings, resume, telemetry, log }: Service,
): Connection {
  const connection = new Connection({
    response,
    requestId,
    log,
    heartbeatSec: settings.heartbeatSec,
    refreshTokenMs: settings.snapshotTtlSec * 500,
    freshToken() {
      if (!resume?.link.isUp) return null;
      telemetry.count("assist.sse.resume_issued");
      return resume.issuer.issue(requestId, run.feed.sentSeq, sub);
    },
    onRoom: () => run.feed.pump(),
    onClosed() {
      run.feed.detach();
    },
  });
  return connection;
}

/** Keeps the stream until it ends, and logs how. */
async function follow(run: StreamRun, requestId: string, { streams, telemetry, log }: Service): Promise<void> {
  let end = "error";
  try {
    await streams.track(run);
    end = run.done ? "complete" : "shutdown";
  } catch (error) {
    log.error({ request_id: requestId, err: error }, "A stream failed");
    run.feed.cut();
  }
  telemetry.count("assistants.sse.completed", { sse_end_state: end }, end === "complete" ? {} : { level: "info" });
}

function workloadOf(body: StartBody, { settings }: Service): WorkloadSpec {
  const flags = body.flags?.reference ?? {};
  return {
    events: flags.events ?? settings.referenceEvents,
    intervalMs: flags.interval_ms ?? settings.referenceIntervalMs,
    eventBytes: flags.event_bytes ?? settings.referenceEventBytes,
    seed: flags.seed ?? randomInt(2 ** 31),
  };
}
