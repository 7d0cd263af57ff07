#!/usr/bin/env bash
# Rewrites every golden and the compiler messages of wrong programs; review the diff as code.
set -euo pipefail
cd "$(dirname "$0")/.."

BLESS=1 TRYBUILD=overwrite cargo test --workspace --all-features --no-fail-fast --lib --bins --tests
git --no-pager diff --stat
git ls-files --others --exclude-standard
