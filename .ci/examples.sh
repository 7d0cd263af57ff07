#!/usr/bin/env bash
# Runs each example against the sandbox; pictures go to out/.
set -euo pipefail
cd "$(dirname "$0")/.."

names=(comfy-example-regenerate-types)
for file in examples/src/bin/*.rs; do
    names+=("$(basename "$file" .rs)")
done

# Without a package named, features are those of the whole workspace, so the gate's build serves.
for name in "${names[@]}"; do
    echo "$name"
    cargo run --quiet --all-features --bin "$name" -- --sandbox
done
