import type { LabRecord } from "../history/records.ts";

/**
 * The records with the text that was sent in place of each value that the client made of it. How the text was written, and in which order
 * the names of an object stood, a value does not tell: maps of Go and Rust sort them.
 */
export function withTextsAsSent(records: readonly LabRecord[]): readonly LabRecord[] {
  const texts = new Map<string, string>();
  for (const record of records) {
    const isSent = record.k === "sent" || record.k === "half" || record.k === "aside";
    if (isSent && record.data !== null) texts.set(canonical(record.data), record.data);
  }
  return records.map((record) =>
    record.k === "got" && record.parsed
      ? { ...record, data: texts.get(canonical(record.data)) ?? record.data }
      : record,
  );
}

/** JSON without spaces, its names in order; any other text as it is. */
function canonical(data: string): string {
  try {
    return JSON.stringify(inOrder(JSON.parse(data)));
  } catch {
    return data;
  }
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, inOrder(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
