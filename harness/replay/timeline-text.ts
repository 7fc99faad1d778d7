import { createColors } from "picocolors";
import { largest } from "../extremes.ts";
import type { Item, Timeline } from "./timeline-item.ts";

/** A timeline as text, with a line for each item. */
export function timelineText(timeline: Timeline, { color }: { readonly color: boolean }): string {
  const paint = createColors(color);
  const { s, requestId, traceId, role, replaces, scenario, face, seed, items } = timeline;
  const title = [
    `Stream ${s}`,
    requestId ?? "of unknown request_id",
    `role ${role}${replaces === null ? "" : `, in place of stream ${replaces}`}`,
    `${scenario}.${face}, seed ${seed}`,
    ...(traceId === null ? [] : [`trace ${traceId}`]),
  ];
  const timeWidth = largest(
    items.map((item) => seconds(item.at).length),
    5,
  );
  const whatWidth = largest(
    items.map((item) => item.what.length),
    8,
  );
  const lines = items.map((item) => {
    const time = paint.dim(seconds(item.at).padStart(timeWidth));
    const until = item.until !== undefined && item.until > item.at ? paint.dim(` to ${seconds(item.until)}`) : "";
    const mark = item.kind === "finding" ? paint.red("✗") : item.kind === "request" ? "▸" : " ";
    return `${time} ${mark} ${moodOf(item, paint)(item.what.padEnd(whatWidth))}  ${item.text}${until}`.trimEnd();
  });
  return [
    paint.bold(title.join(" · ")),
    paint.dim("Seconds since the face's start."),
    "",
    ...lines,
    "",
    sumOf(timeline),
  ].join("\n");
}

function moodOf({ kind, mood }: Item, paint: ReturnType<typeof createColors>): (text: string) => string {
  if (kind === "request") return paint.bold;
  if (kind === "fault") return paint.yellow;
  if (mood === "good") return paint.green;
  if (mood === "bad") return paint.red;
  return mood === "quiet" ? paint.dim : (text) => text;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function sumOf({ findings, outcome }: Timeline): string {
  const ended = outcome === null ? "The history ends before the stream does" : `Ended: ${outcome}`;
  const found = findings === 0 ? "no finding" : findings === 1 ? "1 finding" : `${findings} findings`;
  return `${ended}; ${found}.`;
}
