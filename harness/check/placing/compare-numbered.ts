import { FLAG } from "../../history/event-flags.ts";
import { Marks } from "./marks.ts";
import type { IsElsewhere, StreamedRecord } from "./placed.ts";
import type { WitnessReading } from "./witness-reading.ts";

/** Events with numbers keep them: the witness' content under the same number must be the same. What differs gets a flag. */
export function compareNumbered(
  records: readonly StreamedRecord[],
  witness: WitnessReading,
  isElsewhere: IsElsewhere,
): { readonly records: StreamedRecord[]; readonly strangers: number } {
  const places = new Map(witness.seqs.map((seq, place) => [seq, place]));
  const marks = new Marks();
  let strangers = 0;
  const compared = records.map((record): StreamedRecord => {
    if (record.k !== "ev") return record;
    const fl = record.fl.map((flags, place) => {
      const there = places.get(record.seq[place] as number);
      if (there === undefined || (record.seq[place] as number) < 0) return flags;
      marks.add(record, place);
      const last = marks.length - 1;
      if (marks.sameContent(last, witness.marks, there) || (flags & FLAG.differs) !== 0) return flags;
      strangers++;
      return flags | (isElsewhere(marks.key(last)) ? FLAG.foreign : FLAG.altered);
    });
    return { ...record, fl };
  });
  return { records: compared, strangers };
}
