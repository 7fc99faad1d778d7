#!/bin/sh
# Whether a tag may be released: it is "v" and the manifest's version, and CHANGELOG.md has that version as released.
# usage: sh scripts/release-check.sh vX.Y.Z      Exit codes: 0 it may, 2 it may not.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
tag=${1:?usage: sh scripts/release-check.sh vX.Y.Z}
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")

if [ "$tag" != "v$version" ]; then
  echo "The tag is $tag and package.json says $version." >&2
  echo "Set it with: npm version --no-git-tag-version ${tag#v}" >&2
  exit 2
fi
if ! grep -qx "## $version" "$root/CHANGELOG.md"; then
  echo "CHANGELOG.md has no heading \"## $version\"." >&2
  echo "Say there what changed, and take \"(not released yet)\" away." >&2
  exit 2
fi
