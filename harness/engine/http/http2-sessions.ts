import http2, { type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { isIP } from "node:net";
import tls from "node:tls";

/** A session gets at most so many streams. No server should allow fewer than 100 (RFC 9113, 6.5.2), and most allow about as many. */
const mostStreams = 100;
/** The memory that node lets one session hold, in megabytes. Node counts each open stream; its default of 10 would refuse streams. */
const maxSessionMemory = 1_000;
/** How much longer than its request a session may take to open, in milliseconds, so that the request reports the missing answer first. */
const graceMs = 500;

/** The error of an exchange whose server chose another protocol than HTTP/2 in the TLS handshake (ALPN, RFC 7301). */
export const noHttp2 = "it does not speak HTTP/2";

/** The HTTP/2 sessions of one face: streams to one origin share them, as those of a browser's pages do. */
export class Http2Sessions {
  readonly #origins = new Map<string, OriginSessions>();

  /**
   * A place for one stream: on a session that exists, or on a new one when none has room.
   *
   * @param limitMs how long a new session may take until it can be used, in milliseconds
   * @throws Error when none can be had: the connection's error, or `noHttp2`
   */
  place(base: URL, limitMs: number): Promise<Http2Place> {
    const origin = this.#origins.get(base.origin) ?? new OriginSessions();
    this.#origins.set(base.origin, origin);
    return origin.place(base, limitMs);
  }

  /** Ends all of them, and what is open on them. */
  close(): void {
    for (const origin of this.#origins.values()) origin.close();
  }
}

/** The sessions of one origin. One is opened at a time; exchanges that need it wait for it. */
class OriginSessions {
  readonly #sessions = new Set<SharedSession>();
  #opening: Promise<SharedSession> | null = null;
  readonly #stop = new AbortController();

  async place(base: URL, limitMs: number): Promise<Http2Place> {
    for (;;) {
      for (const session of this.#sessions) if (session.hasRoom) return session.take();
      if (this.#opening !== null) {
        await this.#opening;
        continue;
      }
      this.#opening = this.#open(base, limitMs);
      return (await this.#opening).take(); // whoever opened one gets a place on it, so each turn of the loop serves somebody
    }
  }

  close(): void {
    this.#stop.abort();
    for (const session of this.#sessions) session.close();
  }

  async #open(base: URL, limitMs: number): Promise<SharedSession> {
    try {
      const session = new SharedSession(await connect(base, limitMs, this.#stop.signal), () =>
        this.#sessions.delete(session),
      );
      this.#sessions.add(session);
      return session;
    } finally {
      this.#opening = null;
    }
  }
}

/** One session and how many streams hold a place on it. */
class SharedSession {
  readonly #session: ClientHttp2Session;
  #taken = 0;

  constructor(session: ClientHttp2Session, onClose: () => void) {
    this.#session = session;
    session.once("close", onClose);
  }

  get hasRoom(): boolean {
    const { closed, destroyed, remoteSettings } = this.#session;
    const allowed = Math.max(1, remoteSettings.maxConcurrentStreams ?? mostStreams);
    return !closed && !destroyed && this.#taken < Math.min(mostStreams, allowed);
  }

  take(): Http2Place {
    this.#taken++;
    let isHeld = true;
    const leave = () => {
      if (isHeld) this.#taken--;
      isHeld = false;
    };
    return {
      request: (headers, options) => this.#session.request(headers, options).once("close", leave),
      leave,
      isLost: () => this.#session.destroyed,
    };
  }

  close(): void {
    this.#session.destroy();
  }
}

export interface Http2Place {
  /** Sends the request. The place is free again when its stream is closed. @throws Error for headers that cannot be sent, or a session that has ended */
  request(headers: http2.OutgoingHttpHeaders, options: { endStream: boolean }): ClientHttp2Stream;
  /** Frees the place when nothing was sent. */
  leave(): void;
  /** The whole connection is gone, not only the stream. */
  isLost(): boolean;
}

/** Opens a connection and waits for its server's settings, which say how many streams it allows. */
function connect(base: URL, limitMs: number, signal: AbortSignal): Promise<ClientHttp2Session> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientHttp2Session>();
  const host = base.hostname.replace(/^\[|\]$/g, "");
  const socket = tls.connect({
    host,
    port: Number(base.port || 443),
    ALPNProtocols: ["h2", "http/1.1"],
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  socket.setNoDelay(true);
  const limit = setTimeout(() => socket.destroy(new Error(`no HTTP/2 session in ${limitMs} ms`)), limitMs + graceMs);
  const stop = () => void socket.destroy();
  signal.addEventListener("abort", stop);
  socket.once("close", () => {
    clearTimeout(limit);
    signal.removeEventListener("abort", stop);
    reject(new Error("connection closed without an answer"));
  });
  socket.on("error", reject);
  socket.once("secureConnect", () => {
    if (socket.alpnProtocol !== "h2") {
      socket.destroy();
      return reject(new Error(noHttp2));
    }
    const session = http2.connect(base.origin, {
      createConnection: () => socket,
      settings: { enablePush: false },
      maxSessionMemory,
    });
    session.on("error", reject); // node reports it to the session's streams too
    session.once("remoteSettings", () => {
      clearTimeout(limit);
      resolve(session);
    });
  });
  return promise;
}
