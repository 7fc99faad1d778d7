#!/bin/sh
# --fault-start: RESUME_GATE_FAULT says what to break, RESUME_GATE_SETTINGS what to set.
set -eu
cd "$(dirname "$0")"
case "$RESUME_GATE_FAULT" in
  settings)
    node -e 'for (const [key, value] of Object.entries(JSON.parse(process.env.RESUME_GATE_SETTINGS))) console.log(`${key}=${value}`)' > settings.env
    docker compose up -d --wait --force-recreate --no-deps server ;;
  redis-killed) docker compose kill redis ;;
  redis-stopped) docker compose stop redis ;;
  redis-paused | redis-blackhole) docker compose pause redis ;;
  *) echo "no way to make $RESUME_GATE_FAULT here" >&2; exit 64 ;;
esac
