import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to a process, or to a whole group as kill(2) does: by its negative id. @returns whether there was one to take it */
export function sendSignal(id: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(id, name);
  } catch {
    return false;
  }
}

/**
 * Whether a process of the group runs. One that has ended and was not waited for (a zombie) does not: in a container, nobody may
 * wait for what has lost its parent.
 */
export function groupRuns(id: number): boolean {
  if (!sendSignal(-id, 0)) return false;
  const states = statesOf(id);
  return states.length === 0 || states.some((state) => state !== "Z" && state !== "X");
}

/** The states of the group's processes (proc(5)); none where there is no /proc. */
function statesOf(id: number): string[] {
  try {
    return readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      const [state = "", , group] = fieldsOf(name);
      return Number(group) === id ? [state] : [];
    });
  } catch {
    return [];
  }
}

/**
 * The fields of `/proc/<pid>/stat` from the third one on: state, parent, group and so on (proc(5)). They are read behind the name,
 * because the name may contain spaces and parentheses.
 */
export function fieldsAfterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function fieldsOf(pid: string): string[] {
  try {
    return fieldsAfterName(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return []; // it has just ended
  }
}
