#!/usr/bin/env bash
# The whole gate, the same for people and CI; `check.sh quick` is the part for between edits.
set -euo pipefail
cd "$(dirname "$0")/.."

# The gate compares; only bless.sh rewrites.
unset BLESS TRYBUILD

# The phase at work; empty once all have passed.
phase=start
trap '[[ -z $phase ]] || echo "check.sh: failed in phase $phase" >&2' EXIT

# Runs a phase, and says how long it took.
run() {
    local began=$SECONDS
    begin "$1"
    "$1"
    echo "== $1 took $((SECONDS - began)) s"
}

begin() {
    phase=$1
    echo "== $1"
}

has() {
    command -v "$1" >/dev/null
}

fmt() {
    cargo fmt --all --check
}

layers() {
    bash .ci/layers.sh
}

# All features, or the command line programs behind one would go unseen.
clippy() {
    cargo clippy --workspace --all-targets --all-features -- -D warnings
}

# A workspace build unifies features, which hides what a crate lacks when it is built alone.
# Clippy rather than check: it shares what the phase before has built, and warnings fail.
alone() {
    local crate
    for crate in comfy-graph-core comfy-graph comfy-codegen comfy-graph-macros comfy-sandbox comfy-mcp; do
        alone_with "$crate"
        alone_with "$crate" --no-default-features
    done
    alone_with comfy-codegen --features cli
    alone_with comfy-graph --no-default-features --features client
}

alone_with() {
    echo "$*"
    cargo clippy --quiet --package "$@" -- -D warnings
}

docs() {
    RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --all-features --no-deps
}

deny() {
    if has cargo-deny; then
        cargo deny --all-features check licenses bans sources
    else
        echo "skipped: cargo-deny is not installed"
    fi
}

build() {
    cargo test --workspace --all-features --lib --bins --tests --no-run
}

examples() {
    bash .ci/examples.sh
}

doctests() {
    cargo test --workspace --all-features --doc
}

# Takes the kinds of targets to test.
tests() {
    if has cargo-nextest; then
        cargo nextest run --workspace --all-features --no-fail-fast "$@"
    else
        cargo test --workspace --all-features --no-fail-fast "$@"
    fi
}

# What differs from the last commit, so that tests which write files are found out.
tree() {
    git diff HEAD
    git ls-files --others --exclude-standard
}

run fmt
run layers
run clippy
if [[ "${1:-}" == quick ]]; then
    begin tests
    tests --lib --bins
    phase=
    exit
fi
run alone
run docs
run deny
run build
run examples
run doctests

# Last, so that the runner's own summary ends the output.
before=$(tree)
begin tests
tests --lib --bins --tests
phase=goldens
if [[ "$(tree)" != "$before" ]]; then
    git status --short
    echo "these files changed while the tests ran; tests must not write, only bless.sh does"
    exit 1
fi
phase=
