#!/bin/sh
# Builds a small local Docker image of this machine's redis-server, for machines that cannot pull redis:7-alpine.
# usage: sh scripts/redis-image.sh [IMAGE]      (default: resume-gate/redis:7, which `--redis container` knows)
# Needs a Docker that answers, redis-server and redis-cli, and a static busybox (Debian: docker.io redis-server
# busybox-static). Exit code 4 when one is missing.
set -eu

export IMAGE_CMD='["redis-server", "--protected-mode", "no", "--save", ""]'
exec sh "$(dirname "$0")/host-image.sh" "${1:-resume-gate/redis:7}" redis-server=redis-sentinel redis-cli
