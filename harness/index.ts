/**
 * The public interface of "resume-gate". Only what is listed here is covered by semantic versioning (docs/api.md).
 * `docs/api-report.md` has each name with its type, and a test compares the two. "resume-gate/vitest" is `harness/api/vitest.ts`.
 */
export { check } from "./api/check-histories.ts";
export { explain } from "./api/explain.ts";
export { type ClientOptions, client } from "./api/judge-client.ts";
export { type RunOptions, run } from "./api/run-target.ts";
export { defineConfig, env, type ProtocolMaker, type ResumeGateConfig, stream } from "./config/config.ts";
export { type Refusal, RefusalError } from "./errors.ts";
export type { ExitCode, FaceResult, FindingRow, Gate, Results, ScenarioRow, Summary, Verdict } from "./gate/results.ts";
export type { ClientFindingResult, ClientResults, ClientRowResult } from "./lab/results.ts";
export type { StreamDescription } from "./protocols/description/description.ts";
export type { EventFacts, TokenClaims } from "./protocols/event-facts.ts";
export type { Protocol, ResumeCursor } from "./protocols/protocol.ts";
export type { RequestSpec, StreamReader, StreamRoute } from "./protocols/stream-reader.ts";
