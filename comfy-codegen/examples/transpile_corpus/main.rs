//! Transpiles every prompt of a corpus into one crate, which compares what it builds.
//!
//! `.ci/transpile.sh` runs this, then that crate.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use comfy_codegen::transpile::{FunctionName, Transpiler};
use comfy_codegen::write::{self, Mode};
use comfy_codegen::{Generator, Settings};
use comfy_graph_core::json::locate;
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{FileName, WorkflowFile};
use serde_json::Value as Json;

/// The program of the crate, before the list of its cases.
const COMPARE: &str = include_str!("compare.rs");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).ok_or("name the folder for the crate")?;
    let folder = PathBuf::from(folder);
    let corpus = env::var_os("COMFY_CORPUS").ok_or("set COMFY_CORPUS to the corpus")?;
    let corpus = PathBuf::from(corpus);
    let schema = Schema::from_json(&fs::read(corpus.join("object_info.json"))?)?;

    let generator = Generator::new(&schema, Settings::default()).origin("the corpus");
    let (nodes, lock) = generator.folder().map_err(|_| "no class is asked for")?;
    write::folder(&folder.join("src/comfy"), &nodes, Mode::Write)?;
    let cases = cases(&corpus)?;
    let transpiler = Transpiler::new(&schema).lock(lock);
    let (mut modules, mut table, mut notes) = (String::new(), String::new(), 0);
    for (place, case) in cases.iter().enumerate() {
        let made = transpiler
            .clone()
            .origin(format!("`{}`", case.name))
            .transpile(&case.prompt, &FunctionName::of("graph of"));
        write::file(&folder.join(format!("src/case_{place}.rs")), &made.text, Mode::Write)?;
        write::file(&folder.join(format!("prompts/{place}.json")), &case.text, Mode::Write)?;
        writeln!(modules, "mod case_{place};")?;
        writeln!(table, "    ({:?}, {place}, case_{place}::graph_of),", case.name)?;
        for note in &made.notes {
            eprintln!("{}: {note}", case.name);
        }
        notes += made.notes.len();
    }
    let table = format!("const CASES: &[(&str, usize, fn() -> Graph)] = &[\n{table}];\n");
    let main = format!("{COMPARE}\nmod comfy;\n{modules}\n{table}");
    write::file(&folder.join("src/main.rs"), &main, Mode::Write)?;
    write::file(&folder.join("Cargo.toml"), &manifest(), Mode::Write)?;
    eprintln!("{} prompts transpiled with {notes} notes", cases.len());
    Ok(())
}

/// A prompt of the corpus.
struct Case {
    name: String,
    text: String,
    prompt: Prompt,
}

fn cases(corpus: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for folder in ["api", "api_embedded", "mutants"] {
        let entries = fs::read_dir(corpus.join(folder))?;
        let mut paths =
            entries.map(|e| Ok(e?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
        paths.sort();
        let (mut loaded, all) = (0, paths.len());
        for path in paths {
            let mut text = fs::read_to_string(&path)?;
            if folder == "mutants" {
                let place = locate(&text, &["prompt"]).ok_or("a mutant has no prompt")?;
                text = text[place].to_owned();
            }
            let name = path.strip_prefix(corpus)?.display().to_string();
            match WorkflowFile::load(text.as_bytes(), FileName::new(&name)) {
                Ok(file) => cases.extend(file.into_prompt().map(|prompt| {
                    loaded += 1;
                    // Numbers that are not finite become null as they are loaded.
                    let is_json = serde_json::from_str::<Json>(&text).is_ok();
                    let loaded =
                        || serde_json::to_string(&prompt).expect("BUG: a prompt is no JSON");
                    let text = if is_json { text } else { loaded() };
                    Case { name, text, prompt }
                })),
                Err(error) => eprintln!("not loaded: {error}"),
            }
        }
        eprintln!("{folder}: {loaded} of {all} prompts loaded");
    }
    Ok(cases)
}

fn manifest() -> String {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../comfy-graph");
    // Line tables alone: full debug information of a function of 1,500 nodes overflows the
    // compiler's stack.
    format!(
        r#"[package]
name = "transpiled"
version = "0.0.0"
edition = "2024"

[dependencies]
comfy-graph = {{ path = {library:?}, default-features = false }}
serde_json = {{ version = "1", features = ["float_roundtrip"] }}

[profile.dev]
debug = "line-tables-only"

[lints.rust]
warnings = "deny"

[workspace]
"#
    )
}
