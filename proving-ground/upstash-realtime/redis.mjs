import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** What Upstash Realtime needs of a Redis: a stream and its readers. An answer to XRANGE travels for a while, as over a network. */
export function redisLike({ travelMs }) {
  const channels = new Map();
  const channelOf = (name) => {
    if (!channels.has(name)) channels.set(name, { log: [], readers: new Set() });
    return channels.get(name);
  };
  const numberOf = (id) => Number(id.replace("(", "").split("-")[1] ?? 0);
  const redis = {
    async xadd(name, _id, value) {
      const { log } = channelOf(name);
      log.push([`1-${log.length + 1}`, value]);
      return log.at(-1)[0];
    },
    async xrange(name, start) {
      const first = start === "-" ? 0 : numberOf(start) + (start.startsWith("(") ? 1 : 0);
      const found = channelOf(name).log.filter(([id]) => numberOf(id) >= first);
      await sleep(travelMs);
      return Object.fromEntries(found);
    },
    async publish(name, message) {
      setImmediate(() => {
        for (const reader of channelOf(name).readers) reader.emit("message", { channel: name, message });
      });
    },
    pipeline() {
      const waiting = [];
      return {
        expire() {},
        publish: (name, message) => waiting.push([name, message]),
        exec: () => Promise.all(waiting.map(([name, message]) => redis.publish(name, message))),
      };
    },
    subscribe(names) {
      const reader = new EventEmitter();
      const all = [names].flat().map(channelOf);
      for (const { readers } of all) readers.add(reader);
      reader.unsubscribe = async () => {
        for (const { readers } of all) readers.delete(reader);
        reader.emit("unsubscribe");
      };
      setTimeout(() => reader.emit("subscribe"), 2);
      return reader;
    },
  };
  return redis;
}
