#!/bin/sh
# Starts both services, runs a scenario against them with these hooks, and takes all of it away again.
# usage: sh examples/docker-compose/try.sh [SCENARIO] [OPTION of `resume-gate run`]...      (default: redis-outage)
# Needs Docker with Compose, curl, jq, and the project's node_modules (sh scripts/prepare.sh --packages-only).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=examples/docker-compose/compose.sh
. "$here/compose.sh"
SSE_RESUME_SECRET=${SSE_RESUME_SECRET:-$(head -c 32 /dev/urandom | base64)}
export SSE_RESUME_SECRET

clean_up() {
  cd "$here"
  compose down --volumes --timeout 5 >/dev/null 2>&1 || echo "docker compose down failed: look for containers of this folder" >&2
  rm -f settings.env
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

compose up --detach redis
until_ok 20 redis_answers
start_server
scenario=${1:-redis-outage}
[ $# -eq 0 ] || shift
cd ../..
node harness/cli/bin.mjs run "$scenario" --target http://127.0.0.1:3101 \
  --fault-start "$here/break.sh" --fault-end "$here/heal.sh" --fault-proof "$here/proof.sh" "$@"
