#!/bin/sh
# --fault-end: undoes what break.sh did, also when that came only half way.
set -eu
cd "$(dirname "$0")"
case "$RESUME_GATE_FAULT" in
  settings)
    rm -f settings.env
    docker compose up -d --wait --force-recreate --no-deps server ;;
  redis-paused | redis-blackhole) docker compose unpause redis ;;
  redis-killed | redis-stopped) docker compose up -d --wait redis ;;
esac
