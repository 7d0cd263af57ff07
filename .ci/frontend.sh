#!/usr/bin/env bash
# Runs frontend.mjs with what it needs; by hand, against a ComfyUI that runs, never in CI.
#
#   .ci/frontend.sh http://127.0.0.1:8188 FOLDER_OR_FILE… --out DIR --compare DIR
#
# Needs node, and a Chromium: $CHROMIUM or /usr/bin/chromium. playwright-core is fetched once from npm into
# $FRONTEND_TOOLS (default ~/.cache/comfy-frontend) and brings no browser of its own.
set -euo pipefail

tools=${FRONTEND_TOOLS:-$HOME/.cache/comfy-frontend}
if [[ ! -d $tools/node_modules/playwright-core ]]; then
    npm install --silent --no-save --prefix "$tools" playwright-core
fi

NODE_PATH=$tools/node_modules exec node "$(dirname "$0")/frontend.mjs" "$@"
