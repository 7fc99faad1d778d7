import { aiSdkWire } from "./ai-sdk-wire.ts";
import { durableStreamsWire } from "./durable-streams-wire.ts";
import { mcpWire } from "./mcp-wire.ts";
import { openaiResponsesWire } from "./openai-responses-wire.ts";
import type { ProtocolWire } from "./wire.ts";

/** Protocols that the lab plays by their names. To add one: write its file, add its line. */
export const wires: Readonly<Record<string, ProtocolWire>> = {
  mcp: mcpWire,
  "openai-responses": openaiResponsesWire,
  "ai-sdk": aiSdkWire,
  "durable-streams": durableStreamsWire,
};
