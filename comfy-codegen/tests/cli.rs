//! Runs `comfy-codegen` over each case of `cli/` and compares with what is kept beside it.
//!
//! A case is a folder with the `arguments`, one a line; the program runs there.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

#[test]
fn what_is_said_is_what_the_cases_keep() {
    let cases = cases();
    assert!(!cases.is_empty());

    let differences: String = cases.iter().map(|case| differences(case)).collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

#[test]
fn a_program_is_written_once() {
    let folder = env::temp_dir().join(format!("comfy-codegen-cli-{}", std::process::id()));
    let output = folder.join("blank.rs");
    let case = folder_of_cases().join("transpile");
    let arguments = ["transpile", "--stock", "hires-fix v2.json", "-o"];
    let run = || run(&case, arguments.iter().copied().chain(output.to_str()));

    let first = run();
    let second = run();

    let written = fs::read(&output).expect("the file that was written");
    fs::remove_dir_all(&folder).expect("a folder that can be removed");
    assert_eq!(written, fs::read(case.join("expected.out")).expect("a golden"));
    let note = ", 1 note: it is a comment there too\n";
    assert_eq!(text(&first.stdout), format!("{}: written{note}", output.display()));
    assert_eq!(text(&second.stdout), format!("{}: up to date{note}", output.display()));
}

fn folder_of_cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder_of_cases()).expect("the folder of the cases");
    let mut cases: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable folder").path()).collect();
    cases.sort();
    cases
}

fn differences(case: &Path) -> String {
    let arguments = fs::read_to_string(case.join("arguments")).expect("the arguments");
    let output = run(case, arguments.lines());
    let status = format!("exit status {}\n", output.status.code().unwrap_or(-1));
    let error = text(&output.stderr) + &status;
    compare(&case.join("expected.out"), &text(&output.stdout))
        + &compare(&case.join("expected.err"), &error)
}

fn run<'a>(folder: &Path, arguments: impl Iterator<Item = &'a str>) -> Output {
    let program = env!("CARGO_BIN_EXE_comfy-codegen");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).output().expect("a program that starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Both texts where they differ; with `BLESS` set the file is rewritten.
fn compare(path: &Path, text: &str) -> String {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text {
        return String::new();
    }
    if env::var_os("BLESS").is_some() {
        fs::write(path, text).expect("a writable golden");
        return String::new();
    }
    format!("{}:\n--- kept\n{kept}+++ now\n{text}", path.display())
}
