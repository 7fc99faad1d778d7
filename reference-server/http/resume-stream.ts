import type { ServerResponse } from "node:http";
import type { ReadResult } from "../redis/store.ts";
import type { Service } from "../service.ts";
import { blockOf, isFinal, seqOf } from "../streams/entry.ts";
import type { Follow } from "../streams/live-hub.ts";
import { LiveReader, type ReaderEnd } from "../streams/live-reader.ts";
import { Connection, streamHead } from "./connection.ts";
import type { Resume } from "./resume-request.ts";

/** Live resumes renew the stream's life this often, or three times in it when it is short (contract, SSE_STATE_TTL_SEC). */
const renewEverySec = 30;

/** Replays from the client's place. In live mode it continues to the last event. */
export function sendReplay(
  response: ServerResponse,
  about: Resume,
  first: ReadResult,
  follow: Follow,
  service: Service,
): void {
  const { requestId, from, live, mode } = about;
  const { resume, telemetry } = service;
  if (!resume) return;
  response.writeHead(200, { ...streamHead(requestId), "X-Resume-Mode": mode });
  const onEnd = (how: ReaderEnd) => {
    if (live && (how === "caught-up" || how === "away")) return; // goes on with what is published, or when Redis is back
    if (how !== "complete" && how !== "caught-up") return connection.abort(); // the client comes back, and the next refusal says why
    if (reader.payloadsMissing) telemetry.count("assist.sse.partial_recovery", { missing: "payloads" });
    else telemetry.count("assist.sse.resume_success");
    if (!live) connection.sendHeartbeat();
    connection.end();
  };
  const connection = open(response, { ...about, writer: first.writer }, follow, service, {
    sentSeq: () => reader.sentSeq,
    onRoom: () => void reader.read(),
    onClosed: () => telemetry.count("assist.sse.resume_replay_count", {}, { by: reader.replayed }),
    onRenewed: ({ next }) => {
      if (reader.sentSeq + 1 < next) reader.onGap(); // a published event was lost on the way to us
    },
  });
  const reader = new LiveReader(requestId, from, resume.store, connection, onEnd);
  if (live) connection.sendToken();
  void reader.start(first, follow.passTo(reader));
  response.flushHeaders();
}

/** Sends only the last event, as soon as it exists: a partial recovery, unless the client lacks nothing else. */
export function sendLast(
  response: ServerResponse,
  about: Resume,
  first: ReadResult,
  follow: Follow,
  service: Service,
): void {
  const { requestId, from, live, mode } = about;
  const { resume, telemetry } = service;
  if (!resume) return;
  const partial = mode === "snapshot" || (first.snapshot !== null && seqOf(first.snapshot) > from);
  const recovery = partial ? { "X-Resume-Recovery": "partial" } : {};
  response.writeHead(200, { ...streamHead(requestId), "X-Resume-Mode": mode, ...recovery });
  const finish = (stored: Buffer) => {
    const block = blockOf(stored);
    if (!connection.isOpen || !block) return connection.abort();
    if (partial) telemetry.count("assist.sse.partial_recovery", { missing: "events" });
    else telemetry.count("assist.sse.resume_success");
    if (mode === "snapshot" || seqOf(stored) >= from) connection.sendLast(block);
    connection.end();
  };
  const lookAgain = ({ snapshot }: ReadResult) => {
    if (snapshot !== null) finish(snapshot);
  };
  const connection = open(response, { ...about, writer: first.writer }, follow, service, {
    sentSeq: () => from - 1,
    onRoom() {},
    onClosed() {},
    onRenewed: lookAgain,
  });
  if (first.snapshot !== null) return finish(first.snapshot);
  if (live) connection.sendToken();
  connection.sendHeartbeat();
  if (!live) return connection.end();
  const read = () => void resume.store.read(requestId, 0, 0, { renew: true }).then(lookAgain, () => {}); // tried again at the next renewal
  const missed = follow.passTo({
    onEntry: (_seq, stored) => {
      if (isFinal(stored)) finish(stored);
    },
    onGap: read,
  });
  if (missed) read();
}

interface Hooks {
  /** The last seq that the client has. */
  sentSeq(): number;
  onRoom(): void;
  onClosed(): void;
  /** The stream's life was renewed; this is where it stands. */
  onRenewed(state: ReadResult): void;
}

/** Opens the connection. Its subscription in the hub and its timers end with it. */
function open(
  response: ServerResponse,
  { requestId, sub, live, writer }: Resume & { readonly writer: string },
  follow: Follow,
  service: Service,
  hooks: Hooks,
): Connection {
  const { settings, resume, resumed, telemetry, log } = service;
  const limit = setTimeout(() => connection.abort(), settings.liveTimeoutSec * 1_000);
  const renew = () => resume?.store.read(requestId, 0, 0, { renew: true }).then(hooks.onRenewed, () => {}); // tried again at the next renewal
  const renewal = live ? setInterval(renew, Math.min(renewEverySec, settings.stateTtlSec / 3) * 1_000) : undefined;
  const unwait = live ? resume?.writers.waitFor(writer, () => connection.abort()) : undefined; // it comes back, and is refused
  const connection = new Connection({
    response,
    requestId,
    log,
    heartbeatSec: settings.heartbeatSec,
    refreshTokenMs: settings.snapshotTtlSec * 500,
    freshToken() {
      if (!live || !resume?.link.isUp) return null;
      telemetry.count("assist.sse.resume_issued");
      return resume.issuer.issue(requestId, hooks.sentSeq(), sub);
    },
    onRoom: hooks.onRoom,
    onClosed() {
      clearTimeout(limit);
      clearInterval(renewal);
      unwait?.();
      resumed.delete(connection);
      follow.drop();
      hooks.onClosed();
    },
  });
  resumed.add(connection);
  return connection;
}
