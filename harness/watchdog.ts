import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends what we started if this process is killed (SIGKILL, out of memory, a cancelled job).
 *
 * A shell in its own session reads a list from a pipe whose write end only we hold. When the pipe closes, it ends everything
 * that is still on the list: SIGTERM, SIGKILL 2 s later, and `docker rm` for containers. After a normal exit the list is empty,
 * and it just ends. It needs only `sh`, so it works on macOS too, where a process cannot ask to be ended with its parent.
 */
const script = `
trap '' INT TERM HUP
listed=" "
while read -r sign item; do
  case "$sign$listed" in
    +*) listed="$listed$item " ;;
    *" $item "*) listed="\${listed%% $item *} \${listed#* $item }" ;;
  esac
done
signal_all() {
  for item in $listed; do
    case $item in
      process:*) kill -s "$1" "\${item#process:}" ;;
      group:*) kill -s "$1" -- "-\${item#group:}" ;;
    esac
  done 2>/dev/null
}
remove_containers() {
  for item in $listed; do
    case $item in
      label:*) docker ps --all --quiet --filter "label=\${item#label:}" | xargs docker rm --force --volumes ;;
    esac
  done >/dev/null 2>&1
}
[ -n "\${listed# }" ] || exit 0
signal_all TERM
signal_all CONT
remove_containers &
sleep 2
signal_all KILL
remove_containers
`;

/** A process, a process group, or the Docker label of containers, including containers that are still starting. */
export type Watched = `process:${number}` | `group:${number}` | `label:${string}`;

const watched = new Set<Watched>();
let watchdog: ChildProcess | null = null;

/**
 * Starts the watchdog, before anything that it will watch: if we are killed between the start of a process and its entry in
 * the list, nobody ends that process. A machine that was busy made this moment long enough to be hit.
 */
export function startWatchdog(): void {
  if (!watchdog) start();
}

/** Lets the watchdog end this, until `unwatch`. */
export function watch(item: Watched): void {
  if (watched.has(item) && watchdog) return;
  watched.add(item);
  if (watchdog) tell(`+ ${item}`);
  else start();
}

/** For what has ended: its id may soon be reused. */
export function unwatch(item: Watched): void {
  if (watched.delete(item)) tell(`- ${item}`);
}

function start(): void {
  const child = spawn("/bin/sh", ["-c", script, "resume-gate-watchdog"], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // a signal to our group must not end it
  });
  const forget = () => {
    if (watchdog === child) watchdog = null; // the next `watch` starts a new one, with the whole list
  };
  child.on("error", forget).on("exit", forget).unref();
  child.stdin?.on("error", forget);
  (child.stdin as { unref?(): void } | null)?.unref?.(); // it does not keep this process running
  watchdog = child;
  for (const item of watched) tell(`+ ${item}`);
}

function tell(line: string): void {
  if (watchdog?.stdin?.writable) watchdog.stdin.write(`${line}\n`);
}
