#!/bin/sh
# Docker Compose, the plugin or the older program, in this folder. Sourced by the other scripts.
cd "$(dirname "$0")" || exit 1
[ -e settings.env ] || : >settings.env
export COMPOSE_PROJECT_NAME=resume-gate-example

compose() {
  if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

# container SERVICE: its id, asked of Docker itself, which answers sooner than Compose: a fault is to be short.
container() {
  docker ps --all --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
    --filter "label=com.docker.compose.service=$1"
}

# state SERVICE: running, paused, exited …
state() { docker inspect --format '{{.State.Status}}' "$(container "$1")"; }

# until_ok SECONDS COMMAND...: tries until it succeeds.
until_ok() {
  left=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}

redis_answers() { docker exec "$(container redis)" redis-cli ping; }
server_answers() { curl --fail --silent --max-time 2 http://127.0.0.1:3101/healthz; }

# start_server: with the settings of settings.env, whatever it had before.
start_server() {
  compose up --detach --no-deps --force-recreate server
  until_ok 20 server_answers
}
