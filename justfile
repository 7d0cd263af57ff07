# Every recipe is a plain command; `just` only makes them short.

# Lists the recipes
default:
    @just --list --unsorted

# The whole gate, as CI runs it
check:
    bash .ci/check.sh

# Format, layers, lints and unit tests: the part for between edits
quick:
    bash .ci/check.sh quick

# All tests, or those that match a name
test *FILTER:
    cargo test --workspace --all-features {{ FILTER }}

# Rewrites the goldens and the compiler messages of wrong programs
bless:
    bash .ci/bless.sh

# Builds the documentation, and opens it
docs:
    cargo doc --workspace --all-features --no-deps --open

# Runs each example against the sandbox
examples:
    bash .ci/examples.sh

# Measures schema, graph and generator
bench:
    cargo bench -p comfy-graph-core -p comfy-graph -p comfy-codegen

# Makes the stock snapshot of a saved GET /object_info and the version of its ComfyUI
stock FILE VERSION:
    cargo run -p comfy-graph-core --example snapshot -- "{{ FILE }}" "{{ VERSION }}" comfy-codegen/src/stock/comfy.snapshot.json

# Compares our verdicts on prompts with the recorded ones of a real server
corpus:
    cargo run --release -p comfy-corpus

# The same against a server that runs now, which has to be restarted afterwards: some requests hang it
corpus-live URL:
    cargo run --release -p comfy-corpus -- --comfyui "{{ URL }}"

# Transpiles every prompt of COMFY_CORPUS, compiles and runs all of it, compares what comes out
transpile:
    bash .ci/transpile.sh

# Posts the goldens of the validator to a real server, keeps its answers
record URL:
    cargo run --release -p comfy-corpus -- --comfyui "{{ URL }}" --record comfy-graph/corpus/goldens

# Lets the editor of a running ComfyUI export the goldens of the converter, keeps its answers
exports URL:
    bash .ci/exports.sh "{{ URL }}"

# Opens files in the editor of a running ComfyUI, compares what it exports: see .ci/frontend.mjs
frontend URL *ARGUMENTS:
    bash .ci/frontend.sh "{{ URL }}" {{ ARGUMENTS }}
