//! Runs `comfy-mcp validate` over each case of `validate/`, then over what is no prompt.
//!
//! A case is a folder with an `input.json`; its expected reports are beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use comfy_sandbox::Sandbox;

const ACCEPTED: &str = include_str!("validate/accepted/input.json");
const REFUSED: &str = include_str!("validate/value_above_maximum/input.json");

#[test]
fn reports_are_what_the_cases_keep() {
    let cases = cases();
    assert!(!cases.is_empty());

    let differences: String = cases.iter().map(|case| differences(case)).collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

#[test]
fn the_exit_status_tells_whether_all_is_accepted() {
    for (case, status) in [("accepted", 0), ("accepted_in_part", 1), ("not_json", 1)] {
        let output = validate(&folder().join(case), &["input.json"]);

        assert_eq!(output.status.code(), Some(status), "{case}");
    }
}

#[test]
fn the_standard_input_is_read() {
    let output = piped(&["-"], REFUSED);

    assert!(text(&output.stdout).ends_with("-: refused: 1 error in 1 node\n"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_folder_stands_for_its_json_files_by_name() {
    let scratch = Scratch::new("folder");
    for name in ["b.json", "a.json", "a.txt"] {
        scratch.write(name, ACCEPTED.as_bytes());
    }

    let output = validate(&scratch.0, &["."]);

    let expected = "./a.json: accepted\n./b.json: accepted\n\n2 files: 2 accepted\n";
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_cannot_be_judged_is_named() {
    let scratch = Scratch::new("unreadable");
    scratch.write("latin.json", b"{\"\xe9\": 1}");
    fs::create_dir(scratch.0.join("empty")).unwrap();

    let output = validate(&scratch.0, &["none.json", "latin.json", "empty", "--json"]);

    let told = text(&output.stderr);
    assert!(told.contains("error: cannot read `none.json`; check path and permissions"), "{told}");
    assert!(told.contains("error: `latin.json` is not UTF-8 text; save it as UTF-8"), "{told}");
    assert!(told.contains("error: folder `empty` has no .json file"), "{told}");
    let line =
        r#"{"file":"latin.json","error":"`latin.json` is not UTF-8 text; save it as UTF-8"}"#;
    assert_eq!(text(&output.stdout).lines().nth(1), Some(line));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn nothing_is_checked_without_a_schema() {
    let scratch = Scratch::new("schema");
    scratch.write("a.json", ACCEPTED.as_bytes());
    scratch.write("empty.json", b"{}");

    for (option, value, expected) in [
        ("--schema", "none.json", "cannot read `none.json`"),
        ("--schema", "empty.json", "`empty.json` has no node classes"),
        ("--comfyui", "http://127.0.0.1:1", "cannot ask `http://127.0.0.1:1/` for its schema"),
        ("--comfyui", "ftp://host", "`ftp` is no scheme of a ComfyUI server"),
    ] {
        let output = run(command(&scratch.0).args(["a.json", option, value]));

        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{expected}");
    }
}

#[test]
fn a_schema_comes_from_one_place() {
    let output = run(command(&folder()).args(["a.json", "--stock", "--schema", "b.json"]));

    assert!(text(&output.stderr).contains("cannot be used with"));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_reader_may_stop_reading() {
    let mut child = command(&folder())
        .args(["--stock"].into_iter().chain(["value_above_maximum"; 400]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());

    let output = child.wait_with_output().unwrap();

    assert!(!text(&output.stderr).contains("panicked"));
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_is_asked() {
    let sandbox = Sandbox::builder().start().await.unwrap();

    let mut by_option = command(&folder().join("accepted"));
    by_option.args(["input.json", "--comfyui", &sandbox.url()]);
    let mut by_variable = command(&folder().join("accepted"));
    by_variable.arg("input.json").env("COMFYUI_URL", sandbox.url());

    for mut command in [by_option, by_variable] {
        let output = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
        assert_eq!(text(&output.stdout), "input.json: accepted\n", "{}", text(&output.stderr));
    }
    sandbox.shutdown().await;
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder of the cases");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

fn differences(case: &Path) -> String {
    let people = text(&validate(case, &["input.json"]).stdout).to_owned();
    let programs = text(&validate(case, &["input.json", "--json"]).stdout).to_owned();
    let kept = [("expected.txt", people), ("expected.jsonl", programs)];
    kept.iter().map(|(name, text)| compare(&case.join(name), text)).collect()
}

/// The lines by which the file at `path` differs from `text`; `BLESS` rewrites the file.
fn compare(path: &Path, text: &str) -> String {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text && path.exists() {
        return String::new();
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, text).expect("a writable golden");
        return String::new();
    }
    let mut report = format!("{}:\n", path.display());
    let (old, new): (Vec<_>, Vec<_>) = (kept.lines().collect(), text.lines().collect());
    for line in old.iter().filter(|line| !new.contains(line)) {
        writeln!(report, "  - {line}").expect("a string takes text");
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        writeln!(report, "  + {line}").expect("a string takes text");
    }
    report
}

/// Judges by the stock snapshot.
fn validate(folder: &Path, args: &[&str]) -> Output {
    run(command(folder).args(args).args(["--schema", "stock"]))
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"));
    command.arg("validate").current_dir(folder).env_remove("COMFYUI_URL");
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the program")
}

fn piped(args: &[&str], input: &str) -> Output {
    let mut child = command(&folder())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("a reader");
    drop(stdin);
    child.wait_with_output().expect("the program")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

/// A folder of one test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("validate-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for scratch files");
        Self(folder)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).expect("a scratch file");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
