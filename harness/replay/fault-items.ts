import type { FaultRecord } from "../history/records.ts";
import type { Item } from "./timeline-item.ts";

/** The faults of the stream's lifetime: their begin and end within it, and those that had begun before it. */
export function faultItems(
  records: readonly FaultRecord[],
  life: { readonly from: number; readonly to: number },
): Item[] {
  const names = [...new Set(records.map((record) => record.name))];
  return names.flatMap((name) => {
    const own = records.filter((record) => record.name === name);
    const before = own.filter(({ at }) => at < life.from).at(-1);
    const during = own.filter(({ at }) => at >= life.from && at <= life.to);
    const on = before && (before.what === "started" || before.what === "proved");
    return [
      ...(on ? [item({ ...before, at: life.from }, `on since ${(before.at / 1_000).toFixed(3)} s`)] : []),
      ...during.map((each) => item(each)),
    ];
  });
}

const verbs: Readonly<Record<FaultRecord["what"], string>> = {
  started: "begins",
  proved: "is there",
  disproved: "found something wrong",
  ended: "is over",
  failed: "failed",
};

function item({ name, what, at, observed }: FaultRecord, text = verbs[what]): Item {
  return { at, kind: "fault", what: "fault", text: `${name} ${text}${observed === undefined ? "" : `: ${observed}`}` };
}
