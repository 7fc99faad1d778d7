import type { Socket } from "node:net";
import { Disproved, type FaultMaker } from "./fault.ts";
import { metric, Sampler } from "./metrics.ts";
import { openRawStream } from "./raw-stream.ts";

const mib = 1024 * 1024;

/**
 * `options.readers` clients start a stream of large payloads and read nothing. It is a monitor too: by the end, the server's
 * buffers (`nodejs_external_memory_bytes`) must not have grown by more than `options.maxGrowthMb` MiB. Resident memory is
 * reported but not judged, because it includes garbage that has not been collected yet.
 */
export const stalledReaders: FaultMaker = ({ options }, { instances }) => {
  const { readers = 40, maxGrowthMb = 200, events = 600, eventBytes = 16_384, intervalMs = 10 } = options ?? {};
  const server = instances[0] as string;
  const memory = async () => {
    resident = Math.max(resident, await metric(server, "process_resident_memory_bytes"));
    return metric(server, "nodejs_external_memory_bytes");
  };
  const sockets: Socket[] = [];
  let before = 0;
  let resident = 0;
  let sampler: Sampler | null = null;
  return {
    name: "stalled-readers",
    async start() {
      before = await memory();
      const workload = { events, interval_ms: intervalMs, event_bytes: eventBytes };
      for (let seed = 0; seed < readers; seed++) {
        const { socket } = await openRawStream(server, { ...workload, seed }, { read: false });
        sockets.push(socket);
      }
      sampler = new Sampler(memory, 250);
      return {
        seen: { code: "readers-stalled", readers: sockets.length, beforeBytes: before },
        observed: `${sockets.length} clients stalled; ${Math.round(before / mib)} MiB in buffers before`,
        afterMs: 0,
      };
    },
    async check() {
      await sampler?.stop();
      const { settled = 0, samples = 0 } = sampler ?? {};
      if (samples === 0) throw new Error("The server's memory could never be read.");
      const held = sockets.filter((socket) => !socket.destroyed).length;
      const grown = Math.round((settled - before) / mib);
      const seen = { code: "buffers-grew", readers: held, grownMb: grown, maxMb: maxGrowthMb } as const;
      const observed = `${held} clients stalled to the end; buffers grew by ${grown} MiB (resident: ${Math.round(resident / mib)} MiB)`;
      if (grown > maxGrowthMb) throw new Disproved(`${observed}, more than ${maxGrowthMb}`, seen);
      return { seen, observed, afterMs: 0 };
    },
    async end() {
      await sampler?.stop();
      for (const socket of sockets) socket.destroy();
    },
  };
};
