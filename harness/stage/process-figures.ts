import { readdir, readFile, readlink } from "node:fs/promises";
import { fieldsAfterName } from "../process-group.ts";

/** What a process and all of its descendants use. */
export interface ProcessFigures {
  /** Resident memory in bytes. */
  readonly rss: number;
  /** The most that each of them has had, summed. Bytes. */
  readonly peakRss: number;
  /** Processor time since they began, in seconds. */
  readonly cpuSec: number;
  /** Open sockets. */
  readonly sockets: number;
}

/** The kernel counts processor time in hundredths of a second (USER_HZ, proc(5)). */
const ticksPerSec = 100;

/** @returns null when the system has no /proc (only Linux does), or the process is gone */
export async function processFigures(pid: number): Promise<ProcessFigures | null> {
  const stats = await allStats();
  const own = stats.get(pid);
  if (!own) return null;
  const pids = descendants(pid, stats);
  const [sockets, memory] = await Promise.all([
    Promise.all(pids.map(socketsOf)),
    Promise.all(pids.map((each) => memoryOf(each))),
  ]);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    rss: sum(memory.map(({ rss }) => rss)),
    peakRss: sum(memory.map(({ peakRss }) => peakRss)),
    cpuSec: sum(pids.map((each) => stats.get(each)?.cpuSec ?? 0)),
    sockets: sum(sockets),
  };
}

interface Stat {
  readonly parent: number;
  readonly cpuSec: number;
}

async function allStats(): Promise<Map<number, Stat>> {
  const names = await readdir("/proc").catch((): string[] => []);
  const stats = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf));
  return new Map(stats.filter((each) => each !== null));
}

async function statOf(name: string): Promise<[number, Stat] | null> {
  const text = await readFile(`/proc/${name}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  const fields = fieldsAfterName(text);
  const at = (field: number) => Number(fields[field - 3]); // the third field is the first after the name
  return [Number(name), { parent: at(4), cpuSec: (at(14) + at(15)) / ticksPerSec }];
}

function descendants(pid: number, stats: ReadonlyMap<number, Stat>): number[] {
  const found = [pid];
  for (const each of found) for (const [child, { parent }] of stats) if (parent === each) found.push(child);
  return found;
}

/** Reads `/proc/<pid>/status`, which counts in KiB whatever the size of a page is (proc(5)). A process that has just ended has nothing. */
async function memoryOf(pid: number): Promise<{ readonly rss: number; readonly peakRss: number }> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const bytes = (name: string) => 1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0);
  return { rss: bytes("VmRSS"), peakRss: bytes("VmHWM") };
}

async function socketsOf(pid: number): Promise<number> {
  const names = await readdir(`/proc/${pid}/fd`).catch((): string[] => []);
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
  return links.filter((link) => link.startsWith("socket:")).length;
}
