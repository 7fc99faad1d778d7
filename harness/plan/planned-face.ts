import type { FaceInfo } from "../history/face-info.ts";
import type { FacePlan } from "./face-plan.ts";

/** A face before it runs: its plan, and what the history's head will say about it. */
export interface PlannedFace {
  readonly plan: FacePlan;
  readonly info: Omit<FaceInfo, "startedAt">;
}
