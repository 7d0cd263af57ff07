//! Finds the words of a program, to tell which node types it uses.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::settings::Select;
use crate::write::{MARK, rust_files};

/// A folder without a program in it.
#[derive(Debug, thiserror::Error)]
#[error("no Rust file is under `{}`; name the folder of your program", .folder.display())]
pub struct NoProgram {
    /// The folder.
    pub folder: PathBuf,
}

/// Every word of the Rust files under `folder`, generated files aside.
///
/// Words in comments count too: a type too many costs little, a missing one stops a build.
///
/// # Errors
///
/// [`NoProgram`] when there is no Rust file.
pub fn words(folder: &Path) -> Result<BTreeSet<String>, NoProgram> {
    let files = rust_files(folder);
    if files.is_empty() {
        return Err(NoProgram { folder: folder.to_owned() });
    }
    let texts = files.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let texts = texts.filter(|text| !text.starts_with(MARK));
    let mut words = BTreeSet::new();
    for text in texts {
        words.extend(split(&text).map(str::to_owned));
    }
    Ok(words)
}

/// The classes that the programs in `folders` name, together.
///
/// # Errors
///
/// [`NoProgram`] for the first folder without a Rust file.
pub fn select(folders: &[PathBuf]) -> Result<Select, NoProgram> {
    let mut all = BTreeSet::new();
    for folder in folders {
        all.extend(words(folder)?);
    }
    Ok(Select::Words(all))
}

/// Where `word` stands under `folder`: files with line numbers from 1.
#[must_use]
pub fn lines_with(folder: &Path, word: &str) -> Vec<(PathBuf, usize)> {
    let mut found = Vec::new();
    for path in rust_files(folder) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if text.starts_with(MARK) {
            continue;
        }
        let lines = text.lines().enumerate().filter(|(_, line)| split(line).any(|w| w == word));
        found.extend(lines.map(|(line, _)| (path.clone(), line + 1)));
    }
    found
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !unicode_ident::is_xid_continue(letter))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_identifiers() {
        let words: Vec<_> = split("g.add(nodes::VAEDecode::new(&ks))").collect();

        assert_eq!(words, ["g", "add", "nodes", "VAEDecode", "new", "ks"]);
    }
}
