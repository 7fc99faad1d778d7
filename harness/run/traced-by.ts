import type { FaceInfo, RunInfo } from "../history/records.ts";

/** What a face's head says of tracing: nothing with `--no-trace`, nor where the user sends a `traceparent` of their own. */
export function tracedBy(
  run: Pick<RunInfo, "id">,
  wanted: boolean | undefined,
  headers: Readonly<Record<string, string>>,
): Pick<FaceInfo, "traced"> {
  const own = Object.keys(headers).some((name) => name.toLowerCase() === "traceparent");
  return wanted === false || own ? {} : { traced: [run.id] };
}
