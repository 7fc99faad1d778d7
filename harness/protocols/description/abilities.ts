import type { WorkloadKind } from "../../history/terms.ts";
import type { Abilities } from "../abilities.ts";
import { type DescribedRequest, isPublisher, type StreamDescription } from "./description.ts";
import type { ReadingPlan } from "./reading-plan.ts";
import { createSteps } from "./requests.ts";
import { namesIn } from "./template.ts";

/** Which rows can be made of streams with this description. */
export function abilitiesOf(description: StreamDescription, plan: ReadingPlan): Abilities {
  const { cursor, workloads = {}, gone, end } = description;
  const hasCursor = cursor.from !== "none" && cursor.send !== undefined;
  const kinds = Object.keys(workloads) as WorkloadKind[];
  const published: readonly WorkloadKind[] = plan.publisher ? ["burst", "idle"] : [];
  const repeats = plan.marker !== null || plan.publisher !== null;
  const marked: readonly WorkloadKind[] = repeats && sendsMarker(description) ? ["hostile-text"] : [];
  return {
    noCursor: hasCursor ? null : "its clients send no cursor",
    ends: !plan.ends.byCount && (end !== undefined || plan.publisher?.last !== undefined), // a broker does not end streams
    seesForeign: plan.marker !== null || plan.publisher !== null,
    clearRefusal: gone === undefined ? "any" : "gone",
    workloads: [...new Set([...kinds, ...published, ...marked])],
    probesCursors: hasCursor && cursor.from !== "count",
    ...(description.leavesOpen ? { leavesOpen: description.leavesOpen } : {}),
    ...(plan.publisher ? { publishes: true as const } : {}),
    joins: description.readers === undefined,
    ...(description.readers === "one" ? { oneReader: true } : {}),
    ...(description.session === undefined ? {} : { sessions: true }),
  };
}

/** Whether the marker is sent only in a body or a query, where any text can stand. A path or a header cannot hold a line break. */
function sendsMarker({ session, create, open, proof }: StreamDescription): boolean {
  const publishes = proof.filter(isPublisher).map(({ publisher }) => publisher);
  const requests: readonly DescribedRequest[] = [...createSteps({ session, create }), open, ...publishes];
  const inHeaders = requests.some(({ headers }) => namesIn(headers).includes("marker"));
  const inPaths = requests.some(({ get, post, put }) =>
    namesIn((get ?? post ?? put ?? "").split("?")[0]).includes("marker"),
  );
  return !inHeaders && !inPaths && requests.some((request) => namesIn(request).includes("marker"));
}
