import type { AsideRecord, SentRecord } from "../history/records.ts";
import { readStream } from "../reading.ts";
import type { TokenBook } from "../stage/token-book.ts";

interface Around {
  readonly r: number;
  readonly at: number;
  readonly of: string;
  readonly tokens: TokenBook;
}

export interface BlockRecords {
  readonly records: readonly (SentRecord | AsideRecord)[];
  /** Events that carry a part of the draft. */
  readonly payloads: number;
}

/** What a block of a draft's stream is to the judge (contract, Start a stream). Its tokens are taken down. A heartbeat is nothing. */
export function blockRecords(text: string, { r, at, of, tokens }: Around): BlockRecords {
  let payloads = 0;
  const records = readStream(text).blocks.flatMap((block): (SentRecord | AsideRecord)[] => {
    const { data, event, hasId, lastId } = block;
    if (data === null) return [];
    const { stage, payload, token } = JSON.parse(data) as { stage?: string; payload?: unknown; token?: string };
    const carried = event === "resume" && token !== undefined ? { token: tokens.saw(token, lastId) } : {};
    if (!hasId) return [{ k: "aside", r, at, data, ...carried }];
    if (payload !== undefined) payloads++;
    // The opening event holds no more than its stage, in each stream.
    const common = event === "stage" && payload === undefined ? { common: true as const } : {};
    const last = stage === "COMPLETE";
    return [{ k: "sent", r, at, of, n: Number(lastId), ...block, last, ...carried, ...common }];
  });
  return { records, payloads };
}
