import type { RequestRecord } from "../history/records.ts";
import { type Connection, named } from "./connections.ts";
import { upper } from "./cursors.ts";
import type { ClientFinding } from "./findings.ts";

/** What a request repeats, and its name for people. */
const repeated = [
  ["method", ({ method }: RequestRecord) => method],
  ["body", ({ body }: RequestRecord) => body],
  ["Accept header", ({ accept }: RequestRecord) => accept],
  ["query", ({ path }: RequestRecord) => path.split("?")[1] ?? null], // a redirect may change the rest
] as const;

/** Judges what a client must repeat each time: method, body, query, Accept, and the credentials that it began with. */
export function judgeChanges(connections: readonly Connection[]): ClientFinding[] {
  const [first] = connections;
  if (!first) return [];
  return connections.flatMap((connection, at) => {
    const sameRoute = connections.find(({ request }) => request.resumes === connection.request.resumes) as Connection;
    return [...lostCredentials(connection, first), ...changed(connection, sameRoute, connections[at - 1])];
  });
}

function lostCredentials(connection: Connection, first: Connection): ClientFinding[] {
  const { credentials, at, r } = connection.request;
  if (first.request.credentials !== "sent" || credentials === "sent") return [];
  const how = credentials === "absent" ? "without" : "with other";
  const text = `${upper(named(connection))} came ${how} credentials; the first one had them.`;
  return [{ kind: "lost-credentials", text, at, request: r }];
}

function changed(connection: Connection, first: Connection, before: Connection | undefined): ClientFinding[] {
  const { request } = connection;
  const moved = before?.answer?.status === 301; // it may make a GET of a POST (RFC 9110, 15.4.2)
  return repeated.flatMap(([what, part]): ClientFinding[] => {
    const [value, began] = [part(request), part(first.request)];
    if (value === began || (moved && (what === "method" || what === "body"))) return [];
    const text = `${upper(named(connection))} has another ${what} than the first one: ${value ?? "none"} in place of ${began ?? "none"}.`;
    return [{ kind: "changed-request", text, at: request.at, request: request.r }];
  });
}
