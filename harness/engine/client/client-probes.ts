import type { StreamReader } from "../../protocols/stream-reader.ts";
import type { FaceContext } from "../context.ts";
import type { ClientConnections } from "./client-connections.ts";
import { type HeldTokens, prepareProbe } from "./prepare-probe.ts";

/** The client that a probe stands beside. */
export interface ProbingClient {
  readonly s: number;
  readonly reader: StreamReader;
  readonly connections: ClientConnections;
  /** The tokens that it holds; null before it has one. */
  readonly held: HeldTokens | null;
}

/**
 * Sends requests that a server must refuse, or that have another client's cursor, one after the other.
 *
 * @param names of probes: those of the protocol, or, where streams are resumed by a cursor, `unknown-cursor` and `foreign-cursor`
 * @throws Error for a probe that cannot be made (`prepareProbe`)
 */
export async function sendProbes(names: readonly string[], client: ProbingClient, face: FaceContext): Promise<void> {
  for (const name of names) {
    if (face.signal.aborted) return;
    if (client.reader.route) await probeCursor(name, client, face);
    else if (!client.held || !(await probeToken(name, client.held, client, face))) return;
  }
}

/** @returns false when the run has stopped before the probe could be sent */
async function probeToken(name: string, held: HeldTokens, client: ProbingClient, face: FaceContext): Promise<boolean> {
  const probe = prepareProbe(name, held, client.reader.lastSeq, face);
  if (!(await face.timers.sleep(probe.waitMs))) return false;
  face.live.attempts++;
  await client.connections.openBeside({ ...probe.what, due: face.now() }, probe.request, "at-stream", probe);
  return true;
}

/** Asks with a cursor that is not this client's, and looks at what comes. */
async function probeCursor(name: string, { s, reader, connections }: ProbingClient, face: FaceContext): Promise<void> {
  const cursors = reader.route?.cursors;
  const fork = reader.fork?.();
  const other = name === "unknown-cursor" ? cursors?.unknown : face.tokens.otherThan(s);
  if (!cursors || !fork || !other || other === cursors.own) return;
  face.live.attempts++;
  const what = { kind: "resume", due: face.now(), intent: "probe", probe: name, retry: 0 } as const;
  await connections.openBeside(what, cursors.resumeWith(other), "look", { headers: {}, reader: fork });
}
