#!/bin/sh
# Builds the container image of deploy/container, from a packed package and the packages of the reference server.
# usage: sh scripts/container-image.sh [IMAGE]     (default: resume-gate:VERSION)
# Its base is node:24-trixie-slim. Where that cannot be pulled, it is one of this machine's node, redis-server and nginx
# (scripts/host-image.sh). Needs a Docker that answers, npm, and the registry's packages. Exit code 4 when something is missing.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")
image=${1:-resume-gate:$version}
base=node:24-trixie-slim pull_limit=120

if ! docker version >/dev/null 2>&1; then
  echo "No Docker answers." >&2
  echo "Start it, or set DOCKER_HOST." >&2
  exit 4
fi

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if ! docker image inspect "$base" >/dev/null 2>&1 && ! timeout "$pull_limit" docker pull -q "$base" >/dev/null 2>&1; then
  base=resume-gate/base:24
  sh "$root/scripts/host-image.sh" "$base" node redis-server=redis-sentinel nginx >/dev/null
fi

mkdir "$context/app"
(cd "$root" && npm pack --silent --pack-destination "$context" >/dev/null)
cp "$root/deploy/container/Dockerfile" "$context/Dockerfile"
printf '{"name":"image","private":true}\n' >"$context/app/package.json"
# The reference server's packages, in the versions of the manifest; containers and Datadog are not for in here.
# shellcheck disable=SC2016 # it is JavaScript
server=$(node -p '
  const { peerDependencies: peers } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  ["autocannon", "fastify", "ioredis", "pino", "prom-client"].map((name) => `${name}@${peers[name]}`).join(" ")
' "$root/package.json")
# shellcheck disable=SC2086 # several packages
npm install --prefix "$context/app" --silent --no-audit --no-fund "$context/resume-gate-$version.tgz" $server

DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0} docker build --quiet --build-arg "BASE=$base" --tag "$image" "$context" >/dev/null
docker image inspect --format "$image {{.Size}} bytes, user {{.Config.User}}, on $base" "$image"
