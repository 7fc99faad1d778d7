#!/bin/sh
# --fault-proof: succeeds once Redis is seen to be broken.
set -eu
cd "$(dirname "$0")"
case "$RESUME_GATE_FAULT" in
  redis-paused | redis-blackhole) wanted=paused ;;
  *) wanted=exited ;;
esac
state=$(docker compose ps --all --format '{{.State}}' redis)
echo "redis is $state"
[ "$state" = "$wanted" ]
