import { FaceCheck } from "../../check/face-check.ts";
import type { HistoryRecord } from "../../history/records.ts";
import { EarlyStop } from "../../measure/sequential.ts";
import type { FacePlan } from "../../plan/face-plan.ts";

/**
 * Checks a green face's records as they are written, with the judge's own checker. Once the success rate cannot reach the
 * limit any more, it returns the reason to stop. A red face is never stopped, because its fault has to run to its end. A row
 * whose answers no document rules is not stopped either: a refusal is right there too.
 */
export function watchForEarlyStop(plan: FacePlan): (record: HistoryRecord) => string | null {
  const planned = plan.streams.reduce((sum, { role, cuts }) => sum + (role === "cut" ? cuts.length : 0), 0);
  let check: FaceCheck | null = null;
  let reason: string | null = null;
  return (record) => {
    if (record.k === "head") {
      const { outcome, leavesOpen } = record.face.expect;
      if (outcome === "red" || leavesOpen) return null;
      const stop = new EarlyStop({ allowed: 1 - record.face.limits.resumeSuccessRate / 100, planned });
      check = new FaceCheck(record, {
        streamOpened() {},
        streamEnded() {},
        events() {},
        attempt({ eligible, success }) {
          if (eligible && planned > 0) reason ??= stop.add(success);
        },
        reconnected() {},
        firstEvent() {},
      });
      return null;
    }
    if (reason !== null) return null;
    check?.record(record);
    return reason;
  };
}
