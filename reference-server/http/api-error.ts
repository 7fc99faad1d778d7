/** An answer that is not a stream: `error.v1` (contract, Resume). Its details never hold a secret or a token. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterSec: number | null;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    retryAfterSec: number | null = null,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterSec = retryAfterSec;
  }

  get body() {
    return { schema: "error.v1", code: this.code, message: this.message, details: this.details };
  }
}

/** Seconds after which a client may try again when Redis is away. */
const redisRetrySec = 1;

/** Every refusal of the contract, in one place. */
export const refuse = {
  badInput: (field: string, problem: string) => new ApiError(400, "BAD_INPUT", `${field}: ${problem}.`, { field }),
  tokenInvalid: () => new ApiError(401, "RESUME_TOKEN_INVALID", "The resume token is not one that we accept."),
  unauthenticated: () => new ApiError(401, "UNAUTHENTICATED", "X-Olumi-Assist-Key is missing or not accepted here."),
  stateNotFound: (reason: "unknown_stream" | "state_expired") =>
    new ApiError(404, "STREAM_STATE_NOT_FOUND", "Nothing is kept of this stream; start a new one.", { reason }),
  redisUnavailable: () =>
    new ApiError(
      404,
      "STREAM_STATE_NOT_FOUND",
      "The stream's state cannot be read just now; try again.",
      { reason: "redis_unavailable" },
      redisRetrySec,
    ),
  tokenExpired: () => new ApiError(410, "RESUME_TOKEN_EXPIRED", "The resume token has expired; start a new stream."),
  bufferTrimmed: (requested: number, first: number) =>
    new ApiError(410, "BUFFER_TRIMMED", "The events you need are no longer kept; start a new stream.", {
      requested_seq: requested,
      first_available_seq: first,
    }),
  resumeUnavailable: () =>
    new ApiError(426, "RESUME_UNAVAILABLE", "This server cannot resume streams.", { upgrade: "resume=unsupported" }),
  rateLimited: (retryAfterSec: number) =>
    new ApiError(429, "RATE_LIMITED", "Too many live resumes; wait a little.", {}, retryAfterSec),
  shuttingDown: () => new ApiError(503, "SHUTTING_DOWN", "This instance is going away; try again.", {}, 1),
};
