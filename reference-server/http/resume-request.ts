import type { FastifyRequest } from "fastify";
import type { ResumeService, Service } from "../service.ts";
import { isExpired, type TokenClaims, verifyToken } from "../tokens/token.ts";
import { refuse } from "./api-error.ts";
import { authenticate } from "./auth.ts";

/** A resume request that may be answered. */
export interface Resume {
  readonly claims: TokenClaims;
  readonly requestId: string;
  readonly sub: string | null;
  /** The first seq that the client lacks. */
  readonly from: number;
  /** What the client asked for, as far as this server's settings allow it. */
  readonly mode: "live" | "replay" | "snapshot";
  /** Whether it continues after the replay, or waits for the snapshot. */
  readonly live: boolean;
}

/**
 * Checks a resume request without asking Redis: the cheapest checks, which reveal least, come first (contract, Resume).
 *
 * @throws ApiError 400, 401, 410, 426 or 503
 */
export function readResumeRequest(request: FastifyRequest, service: Service): Resume & { parts: ResumeService } {
  const { settings, resume: parts } = service;
  if (!parts) throw refuse.resumeUnavailable();
  const sub = authenticate(header(request, "x-olumi-assist-key"), settings.apiKeys);
  const token = header(request, "x-resume-token");
  if (!token) throw refuse.badInput("X-Resume-Token", "it is required");
  if (service.draining) throw refuse.shuttingDown();
  const claims = acceptedClaims(token, sub, parts, service);
  const live = wantsLive(request) && settings.resumeMode !== "replay";
  return {
    parts,
    claims,
    requestId: claims.request_id,
    sub,
    from: Math.max(claims.seq, lastEventId(request)) + 1,
    mode: settings.resumeMode === "snapshot" ? "snapshot" : live ? "live" : "replay",
    live,
  };
}

function acceptedClaims(
  token: string,
  sub: string | null,
  { keyring }: ResumeService,
  { clock, settings }: Service,
): TokenClaims {
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

/** The header overrides the query. */
function wantsLive(request: FastifyRequest): boolean {
  const { mode } = request.query as { mode?: unknown };
  const asked = header(request, "x-resume-mode") ?? mode;
  if (asked === undefined || asked === "replay") return false;
  if (asked === "live") return true;
  throw refuse.badInput("X-Resume-Mode", "it is live or replay");
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
