import type { FastifyInstance } from "fastify";
import type { Service } from "../service.ts";

/** `GET /healthz` and `GET /metrics` (contract, Health, metrics, telemetry). Neither ever shows a secret. */
export function healthRoute(app: FastifyInstance, service: Service): void {
  const { link, keyring, resume, settings, streams, telemetry } = service;
  app.get("/healthz", () => ({
    status: link && !link.isUp ? "degraded" : "ok",
    redis: {
      status: link ? (link.isUp ? "up" : "down") : "unconfigured",
      latency_ms: link?.latencyMs === null || !link ? null : Math.round(link.latencyMs * 100) / 100,
    },
    resume: { mode: resume ? settings.resumeMode : "unsupported" },
    keys: keyring?.list() ?? [],
    streams: { active: streams.active },
    draining: service.draining,
  }));
  app.get("/metrics", async (_request, reply) => {
    reply.header("Content-Type", telemetry.registry.contentType);
    return telemetry.registry.metrics();
  });
}
