#!/bin/sh
# nginx with nchan on PORT, in a folder of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s/PORT/$PORT/" "$(dirname "$0")/nginx.conf" >"$folder/nginx.conf"
exec nginx -p "$folder" -c nginx.conf
