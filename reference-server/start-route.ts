import { randomInt, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { refuse } from "./api-error.ts";
import { authenticate } from "./auth.ts";
import { Connection, streamHead } from "./connection.ts";
import type { Service } from "./service.ts";
import { StreamRun } from "./stream-run.ts";
import { createWorkload, type WorkloadSpec } from "./workload.ts";

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
  const { settings, streams, telemetry } = service;
  app.post<{ Body: StartBody }>("/assist/draft-graph/stream", { schema: { body: bodySchema } }, (request, reply) => {
    const sub = authenticate(request.headers["x-olumi-assist-key"] as string | undefined, settings.apiKeys);
    if (service.draining) throw refuse.shuttingDown();
    const requestId = randomUUID();
    const run = new StreamRun({
      requestId,
      sub,
      workload: createWorkload(requestId, workloadOf(request.body, service)),
      settings,
      resume: service.resume,
      signal: service.over.signal,
      hooks: {
        onStored: (stream, result) => {
          if (result.trimmedEvents > 0) telemetry.bufferTrimmed(stream, requestId, result);
        },
        onRefused: (_stream, reason) => service.log.warn({ request_id: requestId, reason }, "Redis refused an append"),
        onTokenIssued: () => telemetry.count("assist.sse.resume_issued"),
      },
    });
    reply.hijack();
    reply.raw.writeHead(200, streamHead(requestId));
    const connection = new Connection({
      response: reply.raw,
      heartbeatSec: settings.heartbeatSec,
      refreshTokenMs: settings.snapshotTtlSec * 500,
      freshToken: () => (service.resume?.link.isUp ? service.resume.issuer.issue(requestId, run.sentSeq, sub) : null),
      onRoom: () => run.pump(),
      onClosed: () => {
        if (connection.closedBecauseStalled) service.log.warn({ request_id: requestId }, "A stalled reader was let go");
        run.detach();
      },
    });
    run.attach(connection);
    void streams.track(run).then(
      () => {
        if (run.done && service.resume) telemetry.count("assist.sse.snapshot_created");
        telemetry.count("assistants.sse.completed", { sse_end_state: run.done ? "complete" : "shutdown" });
        if (!run.done) connection.abort();
      },
      (error: unknown) => {
        connection.abort();
        telemetry.count("assistants.sse.completed", {
          sse_end_state: service.over.signal.aborted ? "shutdown" : "error",
        });
        if (!service.over.signal.aborted) service.log.error({ request_id: requestId, err: error }, "A stream failed");
      },
    );
  });
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
