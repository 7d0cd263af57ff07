#!/usr/bin/env bash
# Runs the MCP conformance suite; by hand, never in CI. conformance.md says what to expect.
#
#   .ci/conformance.sh          all scenarios against the suite's fixtures behind our transport, then those that
#                               need no fixtures against `comfy-mcp serve --sandbox`
#   .ci/conformance.sh URL      the same, with the server at URL in place of the latter
#
# Needs node 22 or later. The suite is fetched once from npm into ~/.cache/comfy-conformance, unless $CONFORMANCE
# names one that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.1.16

# Any server has what these ask for.
without_fixtures=(
    server-initialize
    logging-set-level
    ping
    completion-complete
    tools-list
    resources-list
    resources-subscribe
    resources-unsubscribe
    prompts-list
    server-sse-multiple-streams
    dns-rebinding-protection
)

scratch=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$scratch"' EXIT

tools=$HOME/.cache/comfy-conformance
suite=${CONFORMANCE:-$tools/node_modules/.bin/conformance}
if [[ -z "${CONFORMANCE:-}" && ! -x $suite ]]; then
    npm install --silent --no-save --prefix "$tools" "@modelcontextprotocol/conformance@$version"
fi
[[ $("$suite" --version) == "$version" ]] || echo "conformance.md is about suite $version, not this one" >&2

# Starts a server, waits until its output names an address: `start NAME COMMAND…`.
start() {
    local name=$1 log=$scratch/$1
    shift
    "$@" >"$log" 2>&1 &
    servers+=($!)
    for _ in {1..100}; do
        url=$(grep -om 1 'http://[^ ]*/mcp' "$log") && return
        kill -0 "${servers[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    echo "$name did not start" >&2
    cat "$log" >&2
    exit 1
}

cargo build --quiet --package comfy-mcp --bin comfy-mcp --example conformance
target=${CARGO_TARGET_DIR:-target}/debug
bad=0

start fixtures "$target/examples/conformance"
echo "== with fixtures, $url"
"$suite" server --url "$url" --suite all | sed -n '/^=== SUMMARY ===$/,$p'
((PIPESTATUS[0] == 0)) || bad=1

if [[ -n "${1:-}" ]]; then
    url=$1
else
    start comfy-mcp "$target/comfy-mcp" serve --sandbox --listen 127.0.0.1:0 --data-dir "$scratch/kept"
fi
echo "== comfy-mcp itself, $url"
for scenario in "${without_fixtures[@]}"; do
    if "$suite" server --url "$url" --scenario "$scenario" >"$scratch/out" 2>&1; then
        echo "passes: $scenario"
    else
        echo "FAILS: $scenario"
        cat "$scratch/out"
        bad=1
    fi
done
exit "$bad"
