const text = { type: "string", minLength: 1 };
const texts = { type: "object", additionalProperties: { type: "string" } };

/** The shape of a `ResumeGateConfig`. The protocol is checked by itself. */
export const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    target: { type: "string", pattern: "^https?://" },
    command: text,
    ready: text,
    env: texts,
    protocol: {},
    with: texts,
    headers: texts,
    profile: { enum: ["pr", "nightly", "soak"] },
    seed: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
    rows: { anyOf: [{ const: "all" }, { type: "array", items: text }] },
    streams: { type: "integer", minimum: 1, maximum: 1_000_000 },
    rate: { type: "number", exclusiveMinimum: 0 },
    duration: { type: "string", pattern: "^\\d+(\\.\\d+)?(ms|s|m|h)?$" },
    out: text,
    trace: { type: "boolean" },
    traceUrl: { type: "string", pattern: "^https?://.*\\{trace\\}" },
    http2: { type: "boolean" },
  },
};

export const configExamples: Readonly<Record<string, string>> = {
  target: 'target: "http://127.0.0.1:8080"',
  command: 'command: "node server.mjs"',
  ready: 'ready: "/healthz"',
  env: 'env: { KEEP: "1000" }',
  with: 'with: { tenant: "acme" }',
  headers: 'headers: { Authorization: env("TOKEN") }',
  profile: 'profile: "pr"',
  seed: "seed: 1",
  rows: 'rows: ["cut", "finish-away"]',
  streams: "streams: 300",
  rate: "rate: 30",
  duration: 'duration: "90s"',
  out: 'out: "resume-gate"',
  trace: "trace: false",
  traceUrl: 'traceUrl: "https://jaeger.example/trace/{trace}"',
  http2: "http2: true",
};
