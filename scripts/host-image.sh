#!/bin/sh
# Builds a small Docker image of programs of this machine, for machines that can pull no image.
# usage: sh scripts/host-image.sh IMAGE PROGRAM[=OTHER_NAME]...
# It holds a busybox, the programs with the libraries that they load, and nothing else. IMAGE_CMD, a JSON array, is what it runs.
# Needs a Docker that answers and a static busybox (Debian: docker.io busybox-static). Exit code 4 when something is missing.
set -eu

image=$1
shift

refuse() {
  printf '%s\n' "$1" "$2" >&2
  exit 4
}

for program in "$@" busybox docker ldd tar; do
  command -v "${program%%=*}" >/dev/null 2>&1 ||
    refuse "There is no ${program%%=*} on the PATH." "On Debian and Ubuntu: apt-get install docker.io redis-server busybox-static"
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
for program in "$@"; do
  with_libraries "${program%%=*}"
  case $program in *=*) ln -s "${program%%=*}" "$tree/usr/local/bin/${program#*=}" ;; esac
done

tar -C "$tree" -c . | docker import \
  --change 'ENV PATH=/usr/local/bin:/bin' \
  --change 'WORKDIR /data' \
  --change "CMD ${IMAGE_CMD:-[\"/bin/sh\"]}" \
  - "$image" >/dev/null
docker image inspect --format "$image {{.Size}} bytes" "$image"
