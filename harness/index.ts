/** What a `resume-gate.config.ts` imports from "resume-gate". */
export { defineConfig, env, type ProtocolMaker, type ResumeGateConfig, stream } from "./config/config.ts";
export type { StreamDescription } from "./protocols/description/description.ts";
export type {
  EventFacts,
  Protocol,
  RequestSpec,
  ResumeCursor,
  StreamReader,
  StreamRoute,
  TokenClaims,
} from "./protocols/protocol.ts";
