#!/usr/bin/env bash
# Transpiles every prompt of COMFY_CORPUS, compiles all of it as one crate, and compares what the
# functions build with the prompts that they come from.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ -z "${COMFY_CORPUS:-}" ]]; then
    echo "skipped: COMFY_CORPUS does not name a corpus"
    exit
fi

target=${CARGO_TARGET_DIR:-$PWD/target}
crate=$target/transpiled

cargo run --quiet -p comfy-codegen --example transpile_corpus -- "$crate"

# A crate of its own, so that what it needs is not the workspace's business.
cd "$crate"
export CARGO_TARGET_DIR=$target/transpiled-target
cargo fetch --quiet
began=$SECONDS
cargo check --quiet
echo "cargo check took $((SECONDS - began)) s, dependencies included"
touch src/main.rs
began=$SECONDS
cargo check --quiet
echo "cargo check took $((SECONDS - began)) s, dependencies aside"
cargo run --quiet
