import type { HeadRecord, HistoryRecord } from "../../history/records.ts";
import { FaceCheck, type FaceFacts } from "../face-check.ts";
import type { Observer } from "../observer.ts";

/** Ignores everything. */
export const deaf: Observer = {
  streamOpened() {},
  streamEnded() {},
  events() {},
  attempt() {},
  reconnected() {},
  firstEvent() {},
};

/** Checks a face's records, the head first. `observer` needs only the methods that a test looks at. */
export function factsOf(records: readonly HistoryRecord[], observer: Partial<Observer> = {}): FaceFacts {
  const [head, ...rest] = records;
  const check = new FaceCheck(head as HeadRecord, { ...deaf, ...observer });
  for (const record of rest) check.record(record);
  return check.finish();
}
