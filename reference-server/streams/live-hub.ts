import type { RedisLink } from "../redis/redis-link.ts";
import { channelOf } from "../redis/store.ts";

/** Someone who follows a stream that runs elsewhere. */
export interface LiveFollower {
  onEntry(seq: number, stored: Buffer): void;
  /** Entries may have been missed: read again from where you are. */
  onGap(): void;
}

/** Reserves a subscription in the hub before the first read. Events that arrive before a reader is attached are reported to it as a gap. */
export interface Follow {
  /** Passes on events that are published from now on. @returns whether anything was missed until now */
  passTo(follower: LiveFollower): boolean;
  drop(): void;
}

/** Shares the process' one reader connection among all live resumes. */
export class LiveHub {
  readonly #link: RedisLink;
  readonly #followers = new Map<string, Set<LiveFollower>>();

  constructor(link: RedisLink) {
    this.#link = link;
    link.on("message", (channel, message) => this.#deliver(channel, message));
    link.on("subscriber", () => void this.#resubscribe());
    link.on("up", () => void this.#resubscribe());
  }

  /** Reserves a subscription to a stream. Events that are published after it resolves are not missed silently. @throws RedisAway */
  async follow(requestId: string): Promise<Follow> {
    let to: LiveFollower | null = null;
    let missed = false;
    const place: LiveFollower = {
      onEntry(seq, stored) {
        if (to) to.onEntry(seq, stored);
        else missed = true;
      },
      onGap() {
        if (to) to.onGap();
        else missed = true;
      },
    };
    await this.#join(requestId, place);
    return {
      passTo(follower) {
        to = follower;
        return missed;
      },
      drop: () => this.#leave(requestId, place),
    };
  }

  async #join(requestId: string, follower: LiveFollower): Promise<void> {
    const channel = channelOf(requestId);
    const followers = this.#followers.get(channel) ?? new Set();
    this.#followers.set(channel, followers);
    followers.add(follower);
    try {
      await this.#link.subscribe([channel]);
    } catch (error) {
      this.#leave(requestId, follower);
      throw error;
    }
  }

  #leave(requestId: string, follower: LiveFollower): void {
    const channel = channelOf(requestId);
    const followers = this.#followers.get(channel);
    if (!followers?.delete(follower) || followers.size > 0) return;
    this.#followers.delete(channel);
    void this.#link.unsubscribe(channel).then(() => {
      if (this.#followers.has(channel)) void this.#link.subscribe([channel]).catch(() => {}); // somebody came meanwhile
    });
  }

  #deliver(channel: string, message: Buffer): void {
    const followers = this.#followers.get(channel);
    if (!followers) return;
    const colon = message.indexOf(0x3a);
    const seq = Number(message.toString("latin1", 0, colon));
    const stored = message.subarray(colon + 1);
    for (const follower of followers) follower.onEntry(seq, stored);
  }

  async #resubscribe(): Promise<void> {
    const channels = [...this.#followers.keys()];
    if (channels.length === 0) return;
    try {
      await this.#link.subscribe(channels);
    } catch {
      return; // it is away again, and will be back again
    }
    for (const followers of this.#followers.values()) for (const follower of followers) follower.onGap();
  }
}
