#!/bin/sh
# --fault-start: RESUME_GATE_FAULT says what to break, RESUME_GATE_SETTINGS what to set.
set -eu
# shellcheck source=examples/docker-compose/compose.sh
. "$(dirname "$0")/compose.sh"
case "$RESUME_GATE_FAULT" in
  settings)
    printf '%s' "$RESUME_GATE_SETTINGS" | jq -r 'to_entries[] | "\(.key)=\(.value)"' >settings.env
    start_server ;;
  redis-killed) docker kill --signal KILL "$(container redis)" ;;
  redis-stopped) docker stop --time 5 "$(container redis)" ;;
  redis-paused | redis-blackhole) docker pause "$(container redis)" ;;
  *) echo "no way to make $RESUME_GATE_FAULT here" >&2; exit 64 ;;
esac
