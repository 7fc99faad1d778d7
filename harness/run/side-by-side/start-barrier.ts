/** Lets the first faces begin their loads at the same time. */
export interface StartBarrier {
  /** Resolves when as many have called it as start together. For later callers it resolves at once. */
  ready(): Promise<void>;
}

/**
 * A barrier for the first `width` faces: servers and containers that are still starting take the processor from loads that
 * are already being measured. A face that fails calls it too, so that no other waits for ever.
 */
export function startBarrier(width: number): StartBarrier {
  const { promise, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  return {
    ready() {
      if (++waiting >= width) resolve();
      return promise;
    },
  };
}
