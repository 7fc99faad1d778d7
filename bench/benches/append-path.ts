import { Redis } from "ioredis";
import { RedisLink } from "../../reference-server/redis/redis-link.ts";
import { Store } from "../../reference-server/redis/store.ts";
import { readSettings } from "../../reference-server/settings.ts";
import { createRandom, textOf } from "../../reference-server/streams/text-pool.ts";
import { type Bench, type BenchOptions, type Row, short } from "../bench-types.ts";
import { startRedis } from "../processes/bench-redis.ts";

/** (b) Keeping an event so that it can be replayed: our one script against commands one after the other. */
export const appendPath: Bench = {
  name: "append",
  what: "200 streams append events of 512 bytes to one Redis over one connection, each waiting for its answer",
  run: runAll,
};

const streams = 200;
const maxEvents = 256;
const lifeSec = 900;
const rounds = 5;

/** Appends one event. `meta` is what a hand-written server keeps of the stream between two events. */
type Append = (id: string, seq: number, entry: Buffer) => Promise<void>;

async function runAll({ quick }: BenchOptions) {
  const redis = await startRedis();
  const link = new RedisLink(redis.url);
  await link.connect(5_000);
  const { settings } = readSettings({});
  const store = new Store(link, settings, { own: "" });
  const client = new Redis(redis.url);
  const random = createRandom(1);
  const entries = Array.from({ length: 64 }, (_, i) =>
    Buffer.from(`id: ${i}\nevent: stage\ndata: ${JSON.stringify({ text: textOf(512, random()) })}\n\n`),
  );
  const contenders: readonly { who: string; append: Append }[] = [
    {
      who: "GET, RPUSH, LTRIM, HSET, EXPIRE, PUBLISH: six commands, each awaited",
      async append(id, seq, entry) {
        await client.get(`hand:state:${id}`);
        await client.rpush(`hand:buffer:${id}`, entry);
        await client.ltrim(`hand:buffer:${id}`, -maxEvents, -1);
        await client.hset(`hand:meta:${id}`, "next", seq + 1);
        await client.expire(`hand:buffer:${id}`, lifeSec);
        await client.publish(`hand:live:${id}`, entry);
      },
    },
    {
      who: "the same in one pipeline (not atomic)",
      async append(id, seq, entry) {
        await client
          .pipeline()
          .get(`pipe:state:${id}`)
          .rpush(`pipe:buffer:${id}`, entry)
          .ltrim(`pipe:buffer:${id}`, -maxEvents, -1)
          .hset(`pipe:meta:${id}`, "next", seq + 1)
          .expire(`pipe:buffer:${id}`, lifeSec)
          .publish(`pipe:live:${id}`, entry)
          .exec();
      },
    },
    {
      who: "our append: one script with both limits, both lives, and the publication",
      async append(id, seq, entry) {
        await store.append(id, seq, [entry], { final: false, anew: false });
      },
    },
  ];
  const rows: Row[] = [];
  try {
    const totals = contenders.map(() => ({
      events: 0,
      seconds: 0,
      cpuMs: 0,
      redisSec: 0,
      scripts: 0,
      took: [] as number[],
    }));
    // In turns, so that other work on the machine affects all alike. The first turn is a warm-up and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [place, { append }] of contenders.entries()) {
        await redis.reset();
        const measured = await measureFor(quick ? 200 : 1_000, `${round}`, append, entries);
        if (round === 0) continue;
        const { calls, cpuSec } = await redis.stats();
        const total = totals[place] as (typeof totals)[number];
        total.events += measured.took.length;
        total.seconds += measured.seconds;
        total.cpuMs += measured.cpuMs;
        total.redisSec += cpuSec;
        total.scripts += (calls.evalsha ?? 0) + (calls.eval ?? 0);
        for (const each of measured.took) total.took.push(each);
      }
    }
    const rate = (place: number) => (totals[place]?.events ?? 0) / (totals[place]?.seconds ?? 1);
    for (const [place, { who }] of contenders.entries()) {
      const { events, cpuMs, redisSec, scripts, took } = totals[place] as (typeof totals)[number];
      const sorted = Float64Array.from(took).sort();
      const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
      rows.push({
        who,
        "events/s, times the first": short(rate(place) / rate(0)),
        "events/s": Math.round(rate(place)),
        "p50 ms": short(at(0.5)),
        "p99 ms": short(at(0.99)),
        "client CPU s / 1,000": short(cpuMs / events),
        "Redis CPU s / 1,000": short((redisSec * 1_000) / events),
        "scripts/event": short(scripts / events),
      });
    }
  } finally {
    client.disconnect();
    await link.close();
    await redis.stop();
  }
  return {
    rows,
    notes: [
      "Ours does more: it keeps a limit of bytes, refuses gaps, and takes a batch of events in the same round trip.",
    ],
  };
}

async function measureFor(ms: number, name: string, append: Append, entries: readonly Buffer[]) {
  const took: number[] = [];
  const start = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: streams }, async (_, stream) => {
      for (let seq = 0; performance.now() - start < ms; seq++) {
        const sent = performance.now();
        await append(`${name}-${stream}`, seq, entries[seq % entries.length] as Buffer);
        took.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const used = process.cpuUsage(cpu);
  return { took, seconds, cpuMs: (used.user + used.system) / 1_000 };
}
