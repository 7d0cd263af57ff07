#!/usr/bin/env bash
# Tells which modules and crates import what stands above them.
set -euo pipefail
cd "$(dirname "$0")/.."

# A module imports itself, and modules with a lower number.
core='error 0  ids 0  closest 0  json 0  split_mix 0  schema 1  prompt 1  python 1  catalog 2  validate 2  workflow 3  template 4'
graph='graph 5  client 5  generated 6  job 6  asset 7  compiled 7  pool 7'
mcp='error 0  arguments 1  caller 0  replace 0  jsonc 0  backend 1  media 1  paths 1  settings 1  store 1  clients 2  consent 2
    defaults 2  publish 2  reply 2  storage 2  jobs 3  library 3  app 4  assets 5  generation 6  batches 7  tools 8
    doctor 9  server 9  start 9  http 10  stdio 10  cli 11  main 12'

# A crate depends on these of ours; tests may depend on more.
crates='
comfy-graph-core:
comfy-codegen: comfy-graph-core
comfy-graph-macros: comfy-graph-core comfy-codegen
comfy-graph: comfy-graph-core comfy-graph-macros
comfy-sandbox: comfy-graph-core comfy-codegen
comfy-corpus: comfy-graph-core
comfy-mcp: comfy-graph-core comfy-graph comfy-codegen comfy-sandbox
comfy-ui-tests: comfy-graph comfy-codegen
comfy-corpus: comfy-graph-core
comfy-example-nodes: comfy-graph comfy-codegen
comfy-example-regenerate-types: comfy-example-nodes comfy-graph comfy-sandbox
comfy-examples: comfy-graph comfy-codegen comfy-sandbox
'

# The code of a file without its strings and comments, line for line.
code() {
    sed -E "s/'\"'//g; s/\"([^\"\\\\]|\\\\.)*\"//g; s://.*::" "$1"
}

# Each `crate::` edge of a file as "line name"; braces give an edge a name.
edges() {
    code "$1" | awk -v RS=';' '
        { line = before + 1; before += gsub(/\n/, "\n"); rest = $0 }
        {
            while (match(rest, /(^|[^A-Za-z0-9_])crate::/)) {
                skipped = substr(rest, 1, RSTART + RLENGTH - 1)
                line += gsub(/\n/, "\n", skipped)
                rest = substr(rest, RSTART + RLENGTH)
                if (rest ~ /^\{/) braces(rest); else name(rest)
            }
        }
        function name(text) {
            if (match(text, /^[ \n]*[A-Za-z_][A-Za-z0-9_]*/)) {
                text = substr(text, 1, RLENGTH)
                gsub(/[ \n]/, "", text)
                print line, text
            }
        }
        function braces(text,    depth, at, letter) {
            for (at = 1; at <= length(text); at++) {
                letter = substr(text, at, 1)
                if (letter == "{") depth++
                if (letter == "}" && --depth == 0) return
                if (depth == 1 && letter ~ /[{,]/) name(substr(text, at + 1))
            }
        }'
}

# Each item that a crate re-exports at its root, as "item module".
reexports() {
    code "$1/lib.rs" | awk -v RS=';' '
        match($0, /pub use [a-z_]+::/) {
            module = substr($0, RSTART + 8, RLENGTH - 10)
            count = split(substr($0, RSTART + RLENGTH), pieces, /[{},]/)
            for (at = 1; at <= count; at++)
                if (match(pieces[at], /[A-Za-z0-9_]+[ \n]*$/)) {
                    item = substr(pieces[at], RSTART)
                    gsub(/[ \n]/, "", item)
                    print item, module
                }
        }'
}

# Takes a crate's source folder and its layers.
modules() {
    local file module line name source=$1
    local -A layer=() owner=()
    while read -r name module; do layer[$name]=$module; done < <(xargs -n 2 <<<"$2")
    while read -r name module; do owner[$name]=$module; done < <(reexports "$source")

    while read -r file; do
        [[ $file != "$source/lib.rs" ]] || continue
        module=${file#"$source/"}
        module=${module%%/*}
        module=${module%.rs}
        if [[ -z "${layer[$module]:-}" ]]; then
            complain "$file: module \`$module\` has no layer; give it one in .ci/layers.sh"
            continue
        fi
        while read -r line name; do
            edge "$file:$line" "$module" "$name"
        done < <(edges "$file")
    done < <(find "$source" -name '*.rs' | sort)
}

# Judges one edge, with the `layer` and `owner` of the caller.
edge() {
    local name=$3
    [[ -n "${layer[$name]:-}" ]] || name=${owner[$name]:-$name}
    if [[ "$name" == "$2" || "$name" == comfy_* ]]; then
        return
    elif [[ -z "${layer[$name]:-}" ]]; then
        complain "$1: \`crate::$3\` hides its layer; import it from its module"
    elif ((layer[$name] >= layer[$2])); then
        complain "$1: \`$2\` (layer ${layer[$2]}) must not import \`$name\` (layer ${layer[$name]})"
    fi
}

# Compares the dependencies between our crates with the table above.
packages() {
    local depth name tree crate='' allowed=''
    tree=$(tree)
    while read -r depth name; do
        if [[ $depth == 0 ]]; then
            crate=$name
            allowed=$(grep "^$crate:" <<<"$crates") ||
                complain "crate \`$crate\` is not in .ci/layers.sh; say what it may depend on"
        elif [[ $name == comfy-* && " ${allowed#*:} " != *" $name "* ]]; then
            complain "crate \`$crate\` must not depend on \`$name\`"
        fi
    done <<<"$tree"
}

# Our crates and what they depend on, as "depth name".
tree() {
    cargo tree --workspace --all-features --target all --edges normal,build \
        --depth 1 --prefix depth --no-dedupe --format ' {p}' | awk 'NF { print $1, $2 }'
}

complain() {
    echo "$1"
    bad=1
}

bad=0
modules comfy-graph/core/src "$core"
modules comfy-graph/src "$core  $graph"
modules comfy-mcp/src "$mcp"
packages
exit "$bad"
