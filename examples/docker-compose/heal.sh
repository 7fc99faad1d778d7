#!/bin/sh
# --fault-end: undoes what break.sh did, also when that came only half way.
set -eu
# shellcheck source=examples/docker-compose/compose.sh
. "$(dirname "$0")/compose.sh"
case "$RESUME_GATE_FAULT" in
  settings)
    : >settings.env
    start_server ;;
  redis-paused | redis-blackhole) [ "$(state redis)" != paused ] || docker unpause "$(container redis)" ;;
  redis-killed | redis-stopped)
    docker start "$(container redis)"
    until_ok 20 redis_answers ;;
esac
