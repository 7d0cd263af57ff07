//! Runs the program away from the user's own settings.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, as it finds nothing but what is in `folder`.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"));
    command
        .env_clear()
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("COLUMNS", "100")
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// What the program says to these arguments.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().expect("the program")
}

/// The text of what was said.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// The lines by which the file at `path` differs from `text`; `BLESS` rewrites the file.
pub(crate) fn compare(path: &Path, text: &str) -> String {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text && path.exists() {
        return String::new();
    }
    if std::env::var_os("BLESS").is_some() {
        let folder = path.parent().expect("goldens lie in folders");
        fs::create_dir_all(folder).expect("a writable folder");
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
