//! Looks at when the program writes colours.

use std::process::Output;

use crate::support::program;

/// What a command that complains says, with these variables.
fn said(variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = program(folder.path());
    command.args(["layout", "none.json"]).envs(variables.iter().copied());
    command.output().expect("the program")
}

fn has_colours(bytes: &[u8]) -> bool {
    bytes.contains(&0x1b)
}

#[test]
fn there_are_none_where_nobody_sees_them() {
    assert!(!has_colours(&said(&[]).stderr));
}

#[test]
fn they_can_be_asked_for_and_forbidden() {
    let forced = ("CLICOLOR_FORCE", "1");

    assert!(has_colours(&said(&[forced]).stderr));
    assert!(!has_colours(&said(&[("NO_COLOR", "1")]).stderr));
    assert!(!has_colours(&said(&[("CLICOLOR", "0")]).stderr));
}

#[test]
fn progress_is_for_terminals() {
    let output = said(&[("CLICOLOR_FORCE", "1")]);

    assert!(!output.stderr.contains(&b'\r'), "{}", String::from_utf8_lossy(&output.stderr));
}
