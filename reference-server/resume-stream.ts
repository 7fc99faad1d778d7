import type { ServerResponse } from "node:http";
import { refuse } from "./api-error.ts";
import { Connection, streamHead } from "./connection.ts";
import { blockOf, isFinal } from "./entry.ts";
import type { LiveFollower } from "./live-hub.ts";
import { LiveReader, type ReaderEnd } from "./live-reader.ts";
import { RedisAway } from "./redis-link.ts";
import type { ResumeService, Service } from "./service.ts";
import type { ReadResult } from "./store.ts";

/** One accepted resume. */
export interface Resume {
  readonly requestId: string;
  readonly sub: string | null;
  /** The first seq that the client lacks. */
  readonly from: number;
  readonly mode: "live" | "replay" | "snapshot";
  /** Whether the client asked to go on live. */
  readonly live: boolean;
  readonly service: Service;
  readonly parts: ResumeService;
}

/** A place in the hub, held before the first read. What comes before `to` is set is a gap, and told as one. */
export interface Follow {
  to: LiveFollower | null;
  missed: boolean;
  drop(): void;
}

/** Live resumes renew the stream's life this often, or three times in it when it is short (contract, SSE_STATE_TTL_SEC). */
const renewEverySec = 30;

export const sendReplay = { prepare, send };

async function prepare({ requestId, mode, live, parts }: Resume): Promise<Follow> {
  const follower: LiveFollower = {
    onEntry(seq, stored) {
      if (follow.to) follow.to.onEntry(seq, stored);
      else follow.missed = true;
    },
    onGap() {
      if (follow.to) follow.to.onGap();
      else follow.missed = true;
    },
  };
  const follow: Follow = { to: null, missed: false, drop: () => parts.hub.leave(requestId, follower) };
  if (mode === "replay" || !live) return { ...follow, drop() {} };
  try {
    await parts.hub.join(requestId, follower);
  } catch (error) {
    if (error instanceof RedisAway) throw refuse.redisUnavailable();
    throw error;
  }
  return follow;
}

/** Replays from where the client stands; live goes on from there to the last event. */
function send(response: ServerResponse, about: Resume, first: ReadResult, follow: Follow): void {
  const { requestId, from, mode, service, parts } = about;
  response.writeHead(200, { ...streamHead(requestId), "X-Resume-Mode": mode });
  const connection = open(response, about, follow, () => reader.sentSeq);
  connection.onRoom = () => void reader.read();
  const onEnd = (how: ReaderEnd) => {
    if (how === "caught-up" && mode === "live") return;
    if (how === "complete" || mode === "replay") service.telemetry.count("assist.sse.resume_success");
    if (how === "trimmed") return connection.value.abort(); // it comes back, and is told
    if (how === "caught-up") connection.value.sendHeartbeat();
    connection.value.end();
  };
  const reader = new LiveReader(requestId, from, parts.store, connection.value, onEnd);
  connection.onClosed = () => service.telemetry.count("assist.sse.resume_replay_count", {}, undefined, reader.replayed);
  if (mode === "live") connection.value.sendToken();
  follow.to = reader;
  if (first.done && from >= first.next) onEnd(mode === "live" ? "complete" : "caught-up");
  else void reader.start(first, follow.missed);
}

/** Sends the last event alone, at once or when it exists: a partial recovery. */
export function sendPartial(response: ServerResponse, about: Resume, first: ReadResult, follow: Follow): void {
  const { requestId, mode, live, service, parts } = about;
  response.writeHead(200, { ...streamHead(requestId), "X-Resume-Mode": mode, "X-Resume-Recovery": "partial" });
  const connection = open(response, about, follow, () => about.from - 1);
  const finish = (stored: Buffer) => {
    connection.value.send(blockOf(stored));
    connection.value.end();
    service.telemetry.count("assist.sse.partial_recovery");
  };
  if (first.snapshot !== null) return finish(first.snapshot);
  connection.value.sendHeartbeat();
  if (!live) return connection.value.end();
  const look = async () => {
    const { snapshot } = await parts.store.read(requestId, 0, 0, { renew: true });
    if (snapshot !== null && connection.value.isOpen) finish(snapshot);
  };
  const lookAgain = () => void look().catch(() => {}); // Redis is away again; the hub tells when it is back
  follow.to = {
    onEntry: (_seq, stored) => {
      if (connection.value.isOpen && isFinal(blockOf(stored))) finish(stored);
    },
    onGap: lookAgain,
  };
  if (follow.missed) lookAgain();
}

interface Open {
  readonly value: Connection;
  onRoom(): void;
  onClosed(): void;
}

/** The connection with its timers; all of them end with it. */
function open(response: ServerResponse, about: Resume, follow: Follow, sentSeq: () => number): Open {
  const { requestId, sub, mode, service, parts } = about;
  const { settings, over } = service;
  const live = mode !== "replay";
  const onOver = () => opened.value.abort();
  const timers = live
    ? [
        setTimeout(onOver, settings.liveTimeoutSec * 1_000),
        setInterval(
          () => void parts.store.read(requestId, 0, 0, { renew: true }).catch(() => {}),
          Math.min(renewEverySec, settings.stateTtlSec / 3) * 1_000,
        ),
      ]
    : [];
  const opened: Open = {
    onRoom() {},
    onClosed() {},
    value: new Connection({
      response,
      heartbeatSec: settings.heartbeatSec,
      refreshTokenMs: settings.snapshotTtlSec * 500,
      freshToken() {
        if (mode !== "live" || !parts.link.isUp) return null;
        service.telemetry.count("assist.sse.resume_issued");
        return parts.issuer.issue(requestId, sentSeq(), sub);
      },
      onRoom: () => opened.onRoom(),
      onClosed() {
        for (const timer of timers) clearTimeout(timer);
        over.signal.removeEventListener("abort", onOver);
        follow.drop();
        opened.onClosed();
      },
    }),
  };
  over.signal.addEventListener("abort", onOver, { once: true });
  return opened;
}
