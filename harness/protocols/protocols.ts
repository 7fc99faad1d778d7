import { describedProtocol } from "./description/described-protocol.ts";
import { draftGraph } from "./draft-graph/draft-graph.ts";
import { eventSource, eventSourceParameters } from "./event-source/event-source.ts";
import type { Protocol } from "./protocol.ts";

/** A protocol that is known by its name. */
export interface NamedProtocol {
  readonly name: string;
  readonly says: string;
  /** The parameters that `--with` gives it, with what each one is. */
  readonly parameters: Readonly<Record<string, string>>;
  /** @param ownPath the path and query of the target's URL. @throws ParameterProblem */
  make(parameters: Readonly<Record<string, string>>, ownPath: string): Protocol;
  /** Whether the target's own path is the stream's, and not the place below which paths are named. */
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
  {
    name: "event-source",
    says: "server-sent events as browsers read them (HTML standard, 9.2): one URL, Last-Event-ID",
    parameters: eventSourceParameters,
    make: (parameters, ownPath) => describedProtocol("event-source", eventSource(parameters, ownPath)),
    takesPath: true,
  },
];
