import type { FaceInfo } from "../../history/face-info.ts";
import type { FaceTotals } from "../face-totals.ts";
import type { LossWindows } from "../loss-windows.ts";
import type { Observer } from "../observer.ts";

/** Where a stream's verdicts go, and what of its face they depend on. */
export interface StreamSinks {
  readonly face: FaceInfo;
  readonly totals: FaceTotals;
  readonly observer: Observer;
  readonly losses: LossWindows;
}
