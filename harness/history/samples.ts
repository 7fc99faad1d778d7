/**
 * Memory, processor time and latency of a face's processes, once a second (every 5 s in long faces). For plots and for the
 * slopes of a soak; no verdict on a stream depends on it. A value that could not be read is absent.
 */
export interface SampleRecord {
  readonly k: "sample";
  readonly at: number;
  /** The round trip of a PING to the Redis address that the servers use, in milliseconds; null: no answer within a second. */
  readonly redisMs?: number | null;
  /** The resident memory of Redis in bytes, and its number of keys. One key is the list in which servers announce themselves. */
  readonly redisRss?: number;
  readonly redisKeys?: number;
  /** The servers' resident memory in bytes and processor time in percent of one core, all instances together. */
  readonly serverRss?: number;
  readonly serverCpu?: number;
  /** The fullest buffer of any instance: 1 is full. */
  readonly fill?: number;
  /** The load generator's own process, with all faces that run in it: bytes, percent of one core. */
  readonly harnessRss: number;
  readonly harnessCpu: number;
  /** The load generator's longest event-loop delay since the last sample, in milliseconds. */
  readonly loopMs: number;
}
