#!/usr/bin/env bash
# Lets the real frontend export each golden of the converter, keeps the answers; by hand, never in CI.
#
#   .ci/exports.sh http://127.0.0.1:8188
set -euo pipefail
cd "$(dirname "$0")/.."

goldens=comfy-graph/corpus/exports
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/in"
for folder in "$goldens"/*/; do
    cp "$folder/workflow.json" "$scratch/in/$(basename "$folder").json"
done

# Refusals are answers too.
bash .ci/frontend.sh "$1" "$scratch/in" --out "$scratch/out" || [[ $? == 1 ]]

node - "$scratch/out" "$goldens" <<'JS'
const fs = require("fs");
const [, , answers, goldens] = process.argv;
for (const file of fs.readdirSync(answers)) {
  const golden = `${goldens}/${file.slice(0, -".json".length)}/prompt.json`;
  const prompt = JSON.parse(fs.readFileSync(`${answers}/${file}`, "utf8"));
  fs.rmSync(golden, { force: true });
  if ("frontend_error" in prompt) continue;
  // Titles depend on the language of the editor.
  const nodes = Object.entries(prompt).map(([id, { _meta, ...node }]) => `  "${id}": ${JSON.stringify(node)}`);
  fs.writeFileSync(golden, `{\n${nodes.join(",\n")}\n}\n`);
}
JS
