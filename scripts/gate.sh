#!/bin/sh
# `npm run gate`: sets up what the chosen scenarios need, and runs them. Its arguments are those of `resume-gate run`.
set -eu
unset CDPATH
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$PATH:/usr/sbin:/sbin # where Debian puts nginx, and a user's own PATH has not got it
export PATH

sh "$root/scripts/prepare.sh"
needs=$(node "$root/harness/cli/bin.mjs" run --profile pr "$@" --needs)
# shellcheck disable=SC2086 # one word a program
[ -z "$needs" ] || sh "$root/scripts/prepare.sh" --with $needs
exec node "$root/harness/cli/bin.mjs" run --profile pr "$@"
