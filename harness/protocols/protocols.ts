import { aiSdk, aiSdkParameters } from "./ai-sdk/ai-sdk.ts";
import { describedProtocol } from "./description/described-protocol.ts";
import type { StreamDescription } from "./description/description.ts";
import { draftGraph } from "./draft-graph/draft-graph.ts";
import { durableStreams, durableStreamsParameters } from "./durable-streams/durable-streams.ts";
import { eventSource, eventSourceParameters } from "./event-source/event-source.ts";
import { langgraph, langgraphParameters } from "./langgraph/langgraph.ts";
import { mcp, mcpParameters } from "./mcp/mcp.ts";
import { mercure, mercureParameters } from "./mercure/mercure.ts";
import { nchan, nchanParameters } from "./nchan/nchan.ts";
import { openaiResponses, openaiResponsesParameters } from "./openai-responses/openai-responses.ts";
import type { Parameters } from "./parameters.ts";
import type { Protocol } from "./protocol.ts";
import { tanstackAi, tanstackAiParameters } from "./tanstack-ai/tanstack-ai.ts";
import { upstashRealtime, upstashRealtimeParameters } from "./upstash-realtime/upstash-realtime.ts";

/** A protocol that users choose by its name. */
export interface NamedProtocol {
  readonly name: string;
  readonly says: string;
  /** Its parameters (`--with`), each with its meaning. */
  readonly parameters: Readonly<Record<string, string>>;
  /** @param ownPath the path and query of the target's URL. @throws ParameterProblem */
  make(parameters: Readonly<Record<string, string>>, ownPath: string): Protocol;
  /** Whether the target's own path is the stream's path. If not, it is put before the paths of the protocol. */
  readonly takesPath: boolean;
}

/** To add a protocol: write its folder, add its line. */
export const protocols: readonly NamedProtocol[] = [
  {
    name: "draft-graph",
    says: "the wire contract of the incident (docs/contract.md)",
    parameters: {},
    make: () => draftGraph,
    takesPath: false,
  },
  described("event-source", "server-sent events as browsers read them (HTML standard, 9.2): one URL, Last-Event-ID", {
    parameters: eventSourceParameters,
    describe: eventSource,
    takesPath: true,
  }),
  described("mcp", "a tool call of MCP's Streamable HTTP, up to revision 2025-11-25", {
    parameters: mcpParameters,
    describe: mcp,
    takesPath: true,
  }),
  described("openai-responses", "background responses of OpenAI's API, resumed by starting_after", {
    parameters: openaiResponsesParameters,
    describe: openaiResponses,
  }),
  described("ai-sdk", "a chat of the AI SDK that a page can come back to", {
    parameters: aiSdkParameters,
    describe: aiSdk,
  }),
  described("durable-streams", "Durable Streams; the harness publishes", {
    parameters: durableStreamsParameters,
    describe: durableStreams,
    takesPath: true,
  }),
  described("langgraph", "runs of a LangGraph server with a resumable stream", {
    parameters: langgraphParameters,
    describe: langgraph,
  }),
  described("tanstack-ai", "a chat of TanStack AI with durable delivery", {
    parameters: tanstackAiParameters,
    describe: tanstackAi,
    takesPath: true,
  }),
  described("upstash-realtime", "a channel of Upstash Realtime", {
    parameters: upstashRealtimeParameters,
    describe: upstashRealtime,
    takesPath: true,
  }),
  described("nchan", "channels of nchan on nginx; the harness publishes", {
    parameters: nchanParameters,
    describe: nchan,
  }),
  described("mercure", "topics of a Mercure hub; the harness publishes", {
    parameters: mercureParameters,
    describe: mercure,
  }),
];

interface Described {
  readonly parameters: Parameters;
  readonly describe: (given: Parameters, ownPath: string) => StreamDescription;
  readonly takesPath?: true;
}

function described(name: string, says: string, { parameters, describe, takesPath }: Described): NamedProtocol {
  const make = (given: Parameters, ownPath: string) => describedProtocol(name, describe(given, ownPath));
  return { name, says, parameters, make, takesPath: takesPath === true };
}
