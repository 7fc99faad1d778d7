/** Soon, and often enough for a row. The SDK gives up after two attempts where it is told nothing. */
export const reconnectionOptions = {
  initialReconnectionDelay: 500,
  maxReconnectionDelay: 2_000,
  reconnectionDelayGrowFactor: 1.5,
  maxRetries: 20,
};
