#!/bin/sh
# --fault-proof: succeeds once Redis is seen to be broken.
set -eu
# shellcheck source=examples/docker-compose/compose.sh
. "$(dirname "$0")/compose.sh"
case "$RESUME_GATE_FAULT" in
  redis-paused | redis-blackhole) wanted=paused ;;
  *) wanted=exited ;;
esac
found=$(state redis)
echo "redis is $found"
[ "$found" = "$wanted" ]
