//! Generates each case of `golden/` or `workflow/`, transpiles each of `transpile/`, and compares
//! with what is kept.
//!
//! A case is a folder with an `object_info.json`, or with an `input.json` that is a prompt over its
//! own classes or the stock ones. `comfy-ui-tests` compiles what is kept, and runs what is
//! transpiled.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use comfy_codegen::transpile::{FunctionName, Transpiler};
use comfy_codegen::{
    Fields, Generator, Lock, SchemaSource, Settings, WorkflowGenerator, WorkflowSource,
};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{FileName, WorkflowFile};

#[test]
fn generated_code_is_what_the_cases_keep() {
    let cases = cases("golden");
    assert!(!cases.is_empty());

    let differences: String = cases.iter().map(|case| differences(case)).collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

#[test]
fn transpiled_code_is_what_the_cases_keep() {
    let cases = cases("transpile");
    assert!(!cases.is_empty());

    let differences: String = cases.iter().map(|case| transpiled(case)).collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

#[test]
fn types_of_workflows_are_what_the_cases_keep() {
    let cases = cases("workflow");
    assert!(!cases.is_empty());

    let differences: String = cases.iter().map(|case| typed(case)).collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

/// Makes the type of `case`, with a field for everything that was found.
fn typed(case: &Path) -> String {
    let source = WorkflowSource::new(case.join("workflow.json"), "workflow.json");
    let workflow = source.check().unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let generator = WorkflowGenerator::new(&workflow);
    let parameters = compare(&case.join("expected.rs"), &generator.text());
    if workflow.template().settings().len() == 0 {
        return parameters;
    }
    let generator = generator.fields(Fields::Settings);
    parameters + &compare(&case.join("settings.rs"), &generator.text())
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = fs::read_dir(folder).expect("the folder of the goldens");
    let entries = entries.map(|entry| entry.expect("a readable folder").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

/// Generates `case`, twice: the second time with its own lock, which must change nothing.
fn differences(case: &Path) -> String {
    let json = fs::read(case.join("object_info.json")).expect("an object_info.json");
    let schema = Schema::from_object_info(&json).expect("a schema");
    let generate = |lock: Lock| {
        let generator = Generator::new(&schema, Settings::default()).lock(lock);
        let (file, lock) =
            generator.origin("a golden").single_file().expect("no class is asked for");
        (file.text, lock.to_json())
    };
    let (code, lock) = generate(Lock::default());
    let again = generate(Lock::from_json(&lock).expect("a lock"));
    assert_eq!((&code, &lock), (&again.0, &again.1), "{}", case.display());
    let reasons: String =
        schema.degradations().iter().map(|reason| format!("{reason}\n")).collect();

    let kept = [("expected.rs", code), ("expected.lock", lock), ("expected.warnings", reasons)];
    kept.iter().map(|(name, text)| compare(&case.join(name), text)).collect()
}

/// Transpiles `case`.
fn transpiled(case: &Path) -> String {
    let own = case.join("object_info.json");
    let source = if own.exists() { SchemaSource::File(own) } else { SchemaSource::Stock };
    let schema = source.load().expect("a schema").schema;
    let bytes = fs::read(case.join("input.json")).expect("an input.json");
    let file = WorkflowFile::load(&bytes, FileName::default()).expect("a workflow");
    let prompt = file.into_prompt().expect("a prompt");
    let transpiler = Transpiler::new(&schema)
        .module("super::comfy".parse().expect("a module"))
        .names([("57".parse().expect("an id"), "Enlarge & Decode".to_owned())].into())
        .origin("a golden");

    let made = transpiler.transpile(&prompt, &FunctionName::of("build"));

    let notes: String = made.notes.iter().map(|note| format!("{note}\n")).collect();
    compare(&case.join("expected.rs"), &made.text) + &compare(&case.join("expected.notes"), &notes)
}

/// The lines by which the file at `path` differs from `text`; with `BLESS` set it is rewritten.
fn compare(path: &Path, text: &str) -> String {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text {
        return String::new();
    }
    if env::var_os("BLESS").is_some() {
        fs::write(path, text).expect("a writable golden");
        return String::new();
    }
    let mut report = format!("{}:\n", path.display());
    let (old, new): (Vec<_>, Vec<_>) = (kept.lines().collect(), text.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let tail = tail.min(old.len() - same).min(new.len() - same);
    for line in &old[same..old.len() - tail] {
        writeln!(report, "{:>5} - {line}", same + 1).expect("a string takes text");
    }
    for line in &new[same..new.len() - tail] {
        writeln!(report, "{:>5} + {line}", same + 1).expect("a string takes text");
    }
    report
}
