//! Compares the help of every command with what is kept of it.

use std::path::{Path, PathBuf};

use crate::support::{compare, run, text};

#[test]
fn help_is_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let commands = commands(folder.path());
    assert!(commands.len() > 10, "{commands:?}");

    let differences: String = commands
        .iter()
        .map(|command| compare(&golden(command), &help(folder.path(), command)))
        .collect();

    assert!(differences.is_empty(), "{differences}\nif that is meant, run `just bless`");
}

#[test]
fn every_command_shows_an_example() {
    let folder = tempfile::tempdir().unwrap();

    for command in commands(folder.path()) {
        let help = help(folder.path(), &command);

        let (_, examples) = help.split_once("Examples:\n").unwrap();
        assert!(examples.contains(&format!("comfy-mcp {}", command.join(" "))), "{help}");
    }
}

/// Every command, as the words that call it; the program itself has none.
fn commands(folder: &Path) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut next = 0;
    while let Some(command) = commands.get(next).cloned() {
        let names = listed(&help(folder, &command));
        commands.extend(names.into_iter().map(|name| [command.clone(), vec![name]].concat()));
        next += 1;
    }
    commands
}

fn help(folder: &Path, command: &[String]) -> String {
    let words = command.iter().map(String::as_str).chain(["--help"]);
    text(&run(folder, &words.collect::<Vec<_>>()).stdout)
}

/// The commands that help lists.
fn listed(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let names = list.filter(|line| !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

fn golden(command: &[String]) -> PathBuf {
    let name = [&["comfy-mcp".to_owned()], command].concat().join("-");
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help").join(format!("{name}.txt"))
}
