import type { HeadRecord, HistoryRecord } from "../../history/records.ts";
import { FaceCheck, type FaceFacts } from "../face-check.ts";
import type { Observer } from "../observer.ts";

/** Hears nothing. */
export const deaf: Observer = {
  streamOpened() {},
  streamEnded() {},
  events() {},
  attempt() {},
  reconnected() {},
  firstEvent() {},
};

/** Checks a face's records, the head first; `observer` hears what it has a method for. */
export function factsOf(records: readonly HistoryRecord[], observer: Partial<Observer> = {}): FaceFacts {
  const [head, ...rest] = records;
  const check = new FaceCheck(head as HeadRecord, { ...deaf, ...observer });
  for (const record of rest) check.record(record);
  return check.finish();
}
