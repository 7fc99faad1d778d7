import type { Socket } from "node:net";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import type { Service } from "../service.ts";
import { ApiError, refuse } from "./api-error.ts";
import { healthRoute } from "./health-route.ts";
import { resumeRoute } from "./resume-route.ts";
import { startRoute } from "./start-route.ts";

const maxBodyBytes = 1024 * 1024;
const maxHeaderBytes = 16 * 1024;
/** A client that takes longer for its head, or for its whole request, is disconnected (slow loris), in milliseconds. */
const headLimitMs = 10_000;
const requestLimitMs = 30_000;
/** How long a client whose request cannot be read may take for the refusal, in milliseconds. */
const lingerMs = 1_000;

/** The HTTP side: routes, and one form for every refusal (contract, Errors). */
export function createApp(service: Service): FastifyInstance {
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestLimitMs,
    http: { maxHeaderSize: maxHeaderBytes, headersTimeout: headLimitMs, connectionsCheckingInterval: 5_000 },
    forceCloseConnections: true,
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      const { status, body } = refuse.badInput("path", "it is not a well-formed address");
      return reply.code(status).send(body);
    },
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const refusal = asApiError(error);
    if (refusal.status === 500)
      service.log.error({ err: { message: error.message, stack: error.stack } }, "A request failed");
    if (service.draining) reply.header("Connection", "close"); // a client that is kept alive would ask us again
    if (refusal.retryAfterSec !== null) reply.header("Retry-After", String(refusal.retryAfterSec));
    return reply.code(refusal.status).send(refusal.body);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(new ApiError(404, "NOT_FOUND", "There is nothing at this address.").body),
  );
  startRoute(app, service);
  healthRoute(app, service);
  void app.register(async (scope) => {
    // A resume has no body. If a client sends one anyway, it is ignored.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 64 * 1024 }, (_request, _body, done) => done(null));
    resumeRoute(scope, service);
  });
  return app;
}

function asApiError(error: FastifyError | ApiError): ApiError {
  if (error instanceof ApiError) return error;
  const problem = error.validation?.[0];
  if (problem) {
    const missing = problem.params?.missingProperty ?? problem.params?.additionalProperty;
    const field = [...problem.instancePath.split("/").slice(1), ...(missing ? [String(missing)] : [])].join(".");
    return refuse.badInput(field || "body", problem.message ?? "it is not as it should be");
  }
  const status = error.statusCode ?? 500;
  if (status === 413)
    return new ApiError(413, "BAD_INPUT", "body: it is larger than this address takes.", { field: "body" });
  if (status >= 400 && status < 500)
    return refuse.badInput("body", "it is not JSON with Content-Type application/json");
  return new ApiError(500, "INTERNAL", "An unexpected error in the server.");
}

/** Handles input that never became a request: a broken or too large head, or one that did not come in time. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, text, code] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? ([431, "Request Header Fields Too Large", "BAD_INPUT"] as const)
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ([408, "Request Timeout", "BAD_INPUT"] as const)
        : ([400, "Bad Request", "BAD_INPUT"] as const);
  const { body } = new ApiError(status, code, `The request cannot be read: ${text}.`, { field: "request" });
  const bytes = JSON.stringify(body);
  const head = `HTTP/1.1 ${status} ${text}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(bytes)}\r\n`;
  socket.end(`${head}Connection: close\r\n\r\n${bytes}`);
  setTimeout(() => socket.destroy(), lingerMs).unref(); // whether it has read that or not
}
