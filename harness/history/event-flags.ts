/** Bits of `EventsRecord.fl`. */
export const FLAG = {
  /** The payload's chain follows from the payload delivered just before it. */
  linked: 1,
  /** The payload has a chain and it does not follow: something is missing, moved or changed. */
  unlinked: 2,
  /** Already seen by id, so the client dropped it: redelivered, not delivered to the application. */
  dropped: 4,
  /** The stream's last event. */
  final: 8,
  /** It says that its payload was dropped to save room. */
  payloadTrimmed: 16,
  /** It holds a token. */
  token: 32,
  /** Its data is not the JSON that it should be, or is not UTF-8. */
  malformed: 64,
  /** Dropped although its bytes differ from the first event with this id; its chain is then checked too. */
  differs: 128,
  /** It says that the stream cannot be resumed. */
  resumeUnavailable: 256,
  /** The payload's chain follows from a payload before the last delivered one: what came between is in doubt. */
  relinked: 512,
  /** Unlinked and new: no earlier event of this stream had these bytes, so it is not an old payload sent again. */
  unseen: 1024,
  /**
   * It is of another stream: by its own marker, by the stream that its token names, or (`unlinked` is then set too) because
   * another stream of this face has its chain.
   */
  foreign: 2048,
  /** It says that the server cannot go on from the client's cursor. */
  gone: 4096,
  /** A second reading, or the client's own first one, has other content in this place. Set by the judge. */
  altered: 8192,
  /** No other reading of a stream contains it. Set by the judge. */
  stranger: 16_384,
} as const;
