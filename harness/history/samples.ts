/**
 * What a face's processes held and how they did at one moment, once a second (each 5 s in long faces). For plots and for
 * the slopes of a soak; no verdict on a stream rests on it. What could not be had is absent.
 */
export interface SampleRecord {
  readonly k: "sample";
  readonly at: number;
  /** A PING's way to Redis and back by the address that the servers use, in milliseconds; null: no answer within a second. */
  readonly redisMs?: number | null;
  /** Redis' resident memory in bytes, and the number of its keys; the list in which servers announce themselves is one. */
  readonly redisRss?: number;
  readonly redisKeys?: number;
  /** The servers' resident memory in bytes and processor time in percent of one core, all instances together. */
  readonly serverRss?: number;
  readonly serverCpu?: number;
  /** The fullest buffer of any instance: 1 is full. */
  readonly fill?: number;
  /** The load generator's own process, all faces that run in it together: bytes, percent of one core. */
  readonly harnessRss: number;
  readonly harnessCpu: number;
  /** The load generator's longest event-loop delay since the sample before, in milliseconds. */
  readonly loopMs: number;
}
