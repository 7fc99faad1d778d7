#!/bin/sh
# Makes this checkout ready to run: the npm packages (with a node of 24 or newer among them), and some way to get a Redis.
# usage: sh scripts/prepare.sh [--packages-only | --with PROGRAM...]   (PROGRAM: nginx, redis-server)
# Silent and quick when there is nothing to do. Exit codes: 0 ready, 2 bad usage, 4 something is missing, 130 interrupted.
# Everything that it says goes to standard error.
set -eu
unset CDPATH

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

stamp=node_modules/.resume-gate-lock      # a copy of the package-lock.json that was installed
state=.resume-gate                        # ignored by git
lock=$state/prepare.lock                  # a folder; who makes it holds it
images="${RESUME_GATE_REDIS_IMAGE:-redis:7-alpine resume-gate/redis:7}"
npm_limit=900 lock_limit=900 docker_limit=5 pull_limit=120 install_limit=300 # seconds
child='' watchdog='' holding='' log='' docker_hangs=''

say() { printf '%s\n' "$*" >&2; }

# refuse MESSAGE HINT: one message, exit 4.
refuse() {
  say "$1"
  say "$2"
  exit 4
}

on_exit() {
  if [ -n "$child" ]; then # it must be gone before the lock is
    kill "$child" 2>/dev/null || :
    wait "$child" 2>/dev/null || :
  fi
  [ -z "$watchdog" ] || kill "$watchdog" 2>/dev/null || :
  [ -z "$holding" ] || rm -rf "$lock"
  [ -z "$log" ] || rm -f "$log"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# limited SECONDS COMMAND...: runs it without standard input, ends it at the limit (exit 124), or when we are interrupted.
limited() {
  limit=$1 code=0
  shift
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 5 "$limit" "$@" </dev/null &
    child=$!
    wait "$child" || code=$?
  else # macOS has none
    "$@" </dev/null &
    child=$!
    watch "$limit" "$child" >/dev/null 2>&1 &
    watchdog=$!
    wait "$child" || code=$?
    kill "$watchdog" 2>/dev/null || code=124
    watchdog=''
  fi
  child=''
  return "$code"
}

# watch SECONDS ID: ends the process after that time, and its own sleep when it is ended before.
watch() {
  sleep "$1" &
  trap 'kill $!; exit' TERM
  wait $! && kill "$2" && sleep 5 && kill -KILL "$2"
}

# --- one at a time ------------------------------------------------------------------------------------------------------

# Whether the lock's owner is gone. An owner writes its id right after it made the folder, so a lock without one is young.
lock_is_stale() {
  owner=$(cat "$lock/pid" 2>/dev/null) || owner=''
  if [ -z "$owner" ]; then
    sleep 2
    owner=$(cat "$lock/pid" 2>/dev/null) || owner=''
  fi
  [ -d "$lock" ] || return 1
  [ -z "$owner" ] || ! { kill -0 "$owner" 2>/dev/null || [ -d "/proc/$owner" ]; }
}

take_lock() {
  [ -z "$holding" ] || return 0
  mkdir -p "$state" 2>/dev/null || [ -d "$state" ] ||
    refuse "Cannot write to $root." "Run this as the user to whom the checkout belongs."
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    [ -d "$lock" ] || [ -w "$state" ] ||
      refuse "Cannot write to $root/$state." "Run this as the user to whom the checkout belongs."
    if [ "$waited" -eq 0 ]; then say "Another set-up of this checkout is running; waiting for it."; fi
    # Only one may clear a stale lock away, and looks at it again before: the lock may have been taken over meanwhile.
    if lock_is_stale && mkdir "$lock.stale" 2>/dev/null; then
      if lock_is_stale; then rm -rf "$lock"; fi
      rmdir "$lock.stale"
      continue
    fi
    if [ "$waited" -ge "$lock_limit" ]; then
      refuse "Another set-up of this checkout still runs after $lock_limit s (process ${owner:-unknown})." \
        "If it does not: rm -rf $root/$lock $root/$lock.stale"
    fi
    sleep 1
    waited=$((waited + 1))
  done
  holding=yes
  echo $$ >"$lock/pid"
}

# --- npm packages -------------------------------------------------------------------------------------------------------

packages_are_there() {
  if cmp -s package-lock.json "$stamp"; then return 0; fi
  # Installed by hand, and the lock file has not changed since: npm notes each installation in a file of its own.
  [ -n "$(find node_modules/.package-lock.json -newer package-lock.json 2>/dev/null)" ] || return 1
  [ -x node_modules/.bin/node ] && [ -x node_modules/.bin/vitest ] || return 1 # without the development packages, say
  mark_packages 2>/dev/null || :
}

mark_packages() {
  cp package-lock.json "$stamp.$$" && mv "$stamp.$$" "$stamp"
}

install_packages() {
  command -v npm >/dev/null 2>&1 ||
    refuse "There is no npm on the PATH." "Install Node.js (any version from 20 on), which brings npm."
  say "Installing the npm packages (npm ci) ..."
  log=$(mktemp "${TMPDIR:-/tmp}/resume-gate-npm.XXXXXX")
  code=0
  # All packages, whatever NODE_ENV says; and by whatever node the machine has, because ours comes with them.
  PATH=$(outer_path) limited "$npm_limit" npm ci --include=dev --engine-strict=false --no-audit --no-fund --no-progress \
    --no-update-notifier >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    grep -v '^npm warn' "$log" | head -n 12 >&2 || :
    rm -f "$log"
    if [ "$code" -eq 124 ]; then refuse "npm ci took longer than $npm_limit s." "Run it by hand to see why: npm ci"; fi
    refuse "npm ci failed (exit $code)." "Run it by hand to see all that it prints: npm ci"
  fi
  rm -f "$log"
  check_node
  mark_packages
}

# The PATH without any node_modules/.bin: `npm ci` must not run on the node that it is about to replace.
outer_path() {
  (
    IFS=: kept=''
    set -f
    for folder in $PATH; do
      case $folder in */node_modules/.bin) ;; *) kept=${kept:+$kept:}$folder ;; esac
    done
    printf '%s' "$kept"
  )
}

# npm puts node_modules/.bin first on the PATH of its scripts, so this is the node that will run.
check_node() {
  version=$(PATH=$root/node_modules/.bin:$PATH node --version 2>/dev/null) || version='none'
  major=${version#v}
  major=${major%%.*}
  case $major in '' | *[!0-9]*) major=0 ;; esac
  if [ "$major" -lt 24 ]; then
    refuse "node 24 or newer is needed, and there is $version: the npm package \"node\" did not bring its binary." \
      "If npm is set to ignore install scripts: npm rebuild node --ignore-scripts=false. Else install Node.js 24."
  fi
}

# --- a Redis ------------------------------------------------------------------------------------------------------------

# Cheapest first. Which one is used is decided by the harness when it starts.
redis_is_there() {
  if [ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null 2>&1; then return 0; fi
  docker_has_image
}

docker_has_image() {
  command -v docker >/dev/null 2>&1 && [ -z "$docker_hangs" ] || return 1
  for image in $images; do
    code=0
    limited "$docker_limit" docker image inspect "$image" >/dev/null 2>&1 || code=$?
    case $code in 0) return 0 ;; 124) docker_hangs=yes && return 1 ;; esac
  done
  return 1
}

docker_pulls_image() {
  command -v docker >/dev/null 2>&1 && [ -z "$docker_hangs" ] || return 1
  limited "$docker_limit" docker version >/dev/null 2>&1 || return 1
  wanted=${images%% *}
  say "Pulling the image $wanted (docker pull, $pull_limit s at most) ..."
  if limited "$pull_limit" docker pull -q "$wanted" >/dev/null 2>&1; then return 0; fi
  say "It cannot be pulled."
  return 1
}

find_installer() {
  installer='' command=''
  package=$program # only Debian's package of Redis is called like the program
  if [ "$program" = redis-server ] && { command -v brew || ! command -v apt-get; } >/dev/null 2>&1; then package=redis; fi
  if command -v brew >/dev/null 2>&1; then installer=brew command="brew install $package"
  elif command -v apt-get >/dev/null 2>&1; then installer=apt command="apt-get install -y $package"
  elif command -v dnf >/dev/null 2>&1; then installer=dnf command="dnf install -y $package"
  elif command -v apk >/dev/null 2>&1; then installer=apk command="apk add $package"
  elif command -v pacman >/dev/null 2>&1; then installer=pacman command="pacman -S --noconfirm --needed $package"
  elif command -v zypper >/dev/null 2>&1; then installer=zypper command="zypper --non-interactive install $package"
  fi
}

# install PROGRAM REFUSE MISSING: by the machine's package manager. REFUSE is called with what to type when it cannot be done.
install() {
  program=$1 refuse_with=$2 missing=$3
  find_installer
  [ -n "$installer" ] || "$refuse_with" "install $program"
  as=''
  if [ "$(id -u)" -eq 0 ]; then
    if [ "$installer" = brew ]; then "$refuse_with" "$command (not as root)"; fi
  elif [ "$installer" != brew ]; then
    as='sudo -n'
    if ! sudo -n true >/dev/null 2>&1; then "$refuse_with" "sudo $command"; fi
  fi
  say "$missing Installing one: ${as:+sudo }$command ..."
  log=$(mktemp "${TMPDIR:-/tmp}/resume-gate-install.XXXXXX")
  code=0
  run_installer >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ] && [ "$installer" = apt ]; then # a fresh machine has no package lists yet
    # shellcheck disable=SC2086 # $as is two words or none
    limited "$install_limit" $as apt-get update >>"$log" 2>&1 || :
    code=0
    run_installer >>"$log" 2>&1 || code=$?
  fi
  hash -r
  if [ "$code" -ne 0 ] || ! command -v "$program" >/dev/null 2>&1; then
    tail -n 10 "$log" >&2
    rm -f "$log"
    "$refuse_with" "${as:+sudo }$command (it failed just now, exit $code; its last lines are above)"
  fi
  rm -f "$log"
  say "Installed: $(command -v "$program")."
}

run_installer() {
  line=$command
  if [ "$installer" = apt ]; then # a fresh machine may be busy with its own upgrades
    line="env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=60 ${command#apt-get }"
  fi
  # shellcheck disable=SC2086 # both are lists of words
  limited "$install_limit" $as $line
}

no_program() {
  refuse "There is no $program on the PATH, and a chosen scenario starts one." "Do this: $1; or leave that scenario out."
}

no_redis() {
  refuse "No Redis is available: REDIS_URL is not set, no Docker answers with an image, no redis-server is on the PATH." \
    "Do one of: $1; start Docker; set REDIS_URL=redis://HOST:PORT."
}

# --- what is asked for --------------------------------------------------------------------------------------------------

usage() {
  say "usage: sh scripts/prepare.sh [--packages-only | --with PROGRAM...], not: $*"
  exit 2
}

case $#:${1:-} in
0: | 1:--packages-only) ;;
[2-9]:--with)
  for program in "$@"; do
    case $program in --with | nginx | redis-server) ;; *) usage "$@" ;; esac
  done
  ;;
*) usage "$@" ;;
esac

if ! packages_are_there; then
  take_lock
  packages_are_there || install_packages
fi
check_node
if [ "${1:-}" != --packages-only ] && ! redis_is_there; then
  take_lock
  redis_is_there || docker_pulls_image || install redis-server no_redis "There is no Redis to use."
fi
if [ "${1:-}" = --with ]; then
  shift
  for each in "$@"; do
    if command -v "$each" >/dev/null 2>&1; then continue; fi
    take_lock
    command -v "$each" >/dev/null 2>&1 || install "$each" no_program "There is no $each on the PATH."
  done
fi
