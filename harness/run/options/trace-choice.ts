import type { FaceInfo } from "../../history/face-info.ts";
import type { RunInfo } from "../../history/run-info.ts";
import type { Protocol } from "../../protocols/protocol.ts";

/** The tracing part of a face's head: empty with `--no-trace`, and when the user or the protocol sends its own `traceparent`. */
export function tracedBy(
  run: Pick<RunInfo, "id">,
  wanted: boolean | undefined,
  headers: Readonly<Record<string, string>>,
  { setsTraceparent = false }: Pick<Protocol, "setsTraceparent"> = {},
): Pick<FaceInfo, "traced"> {
  const own = Object.keys(headers).some((name) => name.toLowerCase() === "traceparent");
  return wanted === false || own || setsTraceparent ? {} : { traced: [run.id] };
}
