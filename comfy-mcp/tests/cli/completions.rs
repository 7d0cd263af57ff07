//! Runs `comfy-mcp completions` for every shell.

use crate::support::{run, text};

#[test]
fn every_shell_learns_the_commands() {
    let folder = tempfile::tempdir().unwrap();

    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(folder.path(), &["completions", shell]);

        let script = text(&output.stdout);
        assert!(script.contains("validate") && script.contains("stdio"), "{shell}");
        assert_eq!(output.status.code(), Some(0));
    }
}
