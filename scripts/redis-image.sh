#!/bin/sh
# Builds a small local Docker image of this machine's redis-server, for machines that cannot pull redis:7-alpine.
# usage: sh scripts/redis-image.sh [IMAGE]      (default: resume-gate/redis:7, which `--redis container` knows)
# Needs a Docker that answers, redis-server and redis-cli, and a static busybox (Debian: docker.io redis-server
# busybox-static). The image holds these, the libraries that they load, and nothing else. Exit code 4 when one is missing.
set -eu

image=${1:-resume-gate/redis:7}

refuse() {
  printf '%s\n' "$1" "$2" >&2
  exit 4
}

for program in redis-server redis-cli busybox docker ldd tar; do
  command -v "$program" >/dev/null 2>&1 ||
    refuse "There is no $program on the PATH." "On Debian and Ubuntu: apt-get install docker.io redis-server busybox-static"
done
if ldd "$(command -v busybox)" >/dev/null 2>&1; then
  refuse "$(command -v busybox) is not static." "On Debian and Ubuntu: apt-get install busybox-static"
fi
docker version >/dev/null 2>&1 || refuse "No Docker answers." "Start it, or set DOCKER_HOST."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# with_libraries PROGRAM: copies it to /usr/local/bin, and each library that it loads to where it looks for it.
with_libraries() {
  real=$(readlink -f "$(command -v "$1")")
  cp "$real" "$tree/usr/local/bin/$1"
  ldd "$real" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$tree${library%/*}"
    cp -L "$library" "$tree$library"
  done
}

mkdir -p "$tree/bin" "$tree/data" "$tree/etc" "$tree/tmp" "$tree/usr/local/bin"
chmod 1777 "$tree/tmp"
echo 'root:x:0:0:root:/:/bin/sh' >"$tree/etc/passwd"

cp "$(command -v busybox)" "$tree/bin/busybox"
for applet in $(busybox --list); do
  [ "$applet" = busybox ] || ln -sf busybox "$tree/bin/$applet"
done
with_libraries redis-server
with_libraries redis-cli
ln -s redis-server "$tree/usr/local/bin/redis-sentinel"

tar -C "$tree" -c . | docker import \
  --change 'ENV PATH=/usr/local/bin:/bin' \
  --change 'WORKDIR /data' \
  --change 'EXPOSE 6379' \
  --change 'CMD ["redis-server", "--protected-mode", "no", "--save", ""]' \
  - "$image" >/dev/null
docker image inspect --format "$image {{.Size}} bytes" "$image"
