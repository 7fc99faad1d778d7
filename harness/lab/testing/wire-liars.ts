import type { ClientLiar } from "./liars.ts";

/** Clients of the protocols that the lab plays by name, with one fault each. */
export const wireLiars: readonly (ClientLiar & { readonly protocol: string })[] = [
  { protocol: "mcp", fault: "no-cursor", row: "cut-once", finding: "cursor-missing" },
  { protocol: "mcp", fault: "stale", row: "cut-once", finding: "cursor-stale" },
  { protocol: "mcp", fault: "twice", row: "cut-once", finding: "duplicated" },
  { protocol: "mcp", fault: "drops", row: "cut-once", finding: "lost" },
  { protocol: "openai-responses", fault: "no-cursor", row: "cut-once", finding: "cursor-missing" },
  { protocol: "openai-responses", fault: "stale", row: "cut-once", finding: "cursor-stale" },
  { protocol: "openai-responses", fault: "twice", row: "cut-once", finding: "duplicated" },
  { protocol: "openai-responses", fault: "drops", row: "cut-once", finding: "lost" },
  { protocol: "durable-streams", fault: "no-cursor", row: "cut-once", finding: "cursor-missing" },
  { protocol: "durable-streams", fault: "stale", row: "cut-once", finding: "cursor-stale" },
  { protocol: "durable-streams", fault: "twice", row: "cut-once", finding: "duplicated" },
  { protocol: "durable-streams", fault: "drops", row: "cut-once", finding: "lost" },
  { protocol: "ai-sdk", fault: "no-cursor", row: "cut-once", finding: "cursor-missing" },
  { protocol: "ai-sdk", fault: "appends", row: "cut-once", finding: "duplicated" },
  { protocol: "ai-sdk", fault: "twice", row: "cut-once", finding: "duplicated" },
  { protocol: "ai-sdk", fault: "drops", row: "cut-once", finding: "lost" },
];
