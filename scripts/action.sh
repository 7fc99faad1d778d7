#!/usr/bin/env bash
# The gate's step of action.yml: inputs come as variables, outputs go to $GITHUB_OUTPUT, the exit code is the gate's own.
# Empty inputs are not given. No header's value is ever printed.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=${OUT:-resume-gate}
results=$out/perf-sse-live-results.json

# given OPTION VALUE: adds the option where the input has a value.
given() {
  if [ -n "$2" ]; then arguments+=("$1" "$2"); fi
}

if [ -n "${CLIENT_COMMAND:-}${CLIENT_PAGE:-}" ]; then
  results=$out/resume-gate-client.json
  arguments=(client --out "$out" --protocol "${CLIENT_PROTOCOL:-event-source}")
  given --command "${CLIENT_COMMAND:-}"
  given --page "${CLIENT_PAGE:-}"
  given --seed "${SEED:-}"
else
  arguments=(run --out "$out" --profile "${PROFILE:-pr}")
  given --seed "${SEED:-}"
  given --target "${TARGET:-}"
  given --streams "${STREAMS:-}"
  given --rate "${RATE:-}"
  given --duration "${DURATION:-}"
  if [ -z "${TARGET:-}" ]; then given --redis "${REDIS:-}"; fi
  while IFS= read -r header; do
    given --header "${header%$'\r'}"
  done <<<"${HEADERS:-}"
  read -ra names <<<"${SCENARIOS:-}"  # bash 3.2, as on macOS, takes an empty list for one that is not set
  arguments+=(-- ${names[@]+"${names[@]}"})
fi

rm -f "$results" # of an earlier run: a command line that is refused does not come so far as to delete it
code=0
node "$root/harness/cli/bin.mjs" "${arguments[@]}" || code=$?

verdict=
if [ -f "$results" ]; then
  verdict=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).verdict' "$results")
else
  results=
fi
printf '%s\n' "verdict=$verdict" "exit-code=$code" "results=$results" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
