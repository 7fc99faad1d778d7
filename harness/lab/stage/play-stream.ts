import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamAnswer } from "../../../rows/client/row.ts";
import type { EndRecord } from "../history/records.ts";
import { piecesOf } from "../wire.ts";
import type { Step } from "./stream-script.ts";

/** Between two pieces of an event, in milliseconds: so long that the system does not put them together again too often. */
const betweenPiecesMs = 1;
/** After the last byte and before the cut, so that the bytes travel first. In milliseconds. */
const beforeCutMs = 25;
/** A connection that was closed on our side is gone by force after this time, in milliseconds. */
const lingerMs = 2_000;

export interface Playing {
  readonly answer: StreamAnswer;
  readonly steps: readonly Step[];
  readonly seed: number;
  readonly label: string;
  /** The stream's last event is among the steps, or was sent before. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
  /** Is told of each step, once its bytes are given to the socket. */
  onStep(step: Step): void;
  /** Resolves once the client has reported what was sent, or had the time to; at once when it has left. */
  settled(left: AbortSignal): Promise<EndRecord["settled"]>;
  onEnd(how: EndRecord["how"], settled: EndRecord["settled"]): void;
}

/** Writes one connection's part of a stream, and ends it as the answer says. Resolves when its end is recorded. */
export async function playStream(response: ServerResponse, playing: Playing): Promise<void> {
  const { answer, steps, signal, whole } = playing;
  const gone = new AbortController();
  const stop = AbortSignal.any([gone.signal, signal]);
  response.once("close", () => gone.abort());
  response.on("error", () => gone.abort());
  let settled: EndRecord["settled"] = "no";
  try {
    for (const step of steps) {
      await write(response, step, playing, stop);
      if (answer.paceMs !== undefined) await sleep(answer.paceMs, undefined, { signal: stop });
    }
    settled = await playing.settled(stop);
    if (stop.aborted) throw new Error("gone");
    const ends = answer.ends ?? (whole ? "end" : "cut");
    if (ends === "silent") await sleep(answer.silentMs ?? lingerMs, undefined, { signal: stop });
    else await sleep(beforeCutMs, undefined, { signal: stop });
    playing.onEnd(ends, settled);
    end(response, ends);
  } catch {
    playing.onEnd("client", settled); // it closed the connection, or the row is over
    response.destroy();
  }
}

async function write(response: ServerResponse, step: Step, playing: Playing, signal: AbortSignal): Promise<void> {
  if (step.kind === "half") playing.onStep(step); // told before: a client that takes it does so at once
  const bytes = step.kind === "half" ? step.bytes : Buffer.from(step.text, "utf8");
  const how = step.kind === "half" ? undefined : playing.answer.pieces;
  const pieces = piecesOf(bytes, how, playing.seed, `${playing.label}/${step.kind === "event" ? step.n : "text"}`);
  for (const [at, piece] of pieces.entries()) {
    if (at === pieces.length - 1 && step.kind === "event") playing.onStep(step);
    response.write(piece);
    if (pieces.length > 1) await sleep(betweenPiecesMs, undefined, { signal });
  }
}

function end(response: ServerResponse, how: "cut" | "end" | "reset" | "silent"): void {
  const { socket } = response;
  if (how === "end") response.end();
  else if (how === "reset") socket?.resetAndDestroy();
  else cutConnection(response);
}

/** Closes a connection in the middle of its body. The bytes that were written reach the client before the end does. */
export function cutConnection({ socket }: ServerResponse): void {
  socket?.end();
  setTimeout(() => socket?.destroy(), lingerMs).unref();
}
