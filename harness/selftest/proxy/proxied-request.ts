export interface ProxiedRequest {
  readonly kind: "start" | "resume" | "other";
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer; without a body it is the head of a stream that follows. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One open event stream. */
export interface ProxiedConnection {
  /** `other`: a second reading that proves the stream. */
  readonly kind: ProxiedRequest["kind"];
  readonly stream: string;
  /** Payloads that the server says it replays; null where it does not say. */
  readonly replayed: number | null;
  readonly request: ProxiedRequest;
}
