//! Keeps the answers of a server from one start to the next.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::known::Known;
use crate::replace::{Readers, replace};

/// The answers that tell what a server can run.
pub(super) struct Answers {
    /// Of `GET /object_info`.
    pub(super) object_info: Vec<u8>,
    /// Of `GET /node_replacements`; old servers have none.
    pub(super) replacements: Option<String>,
}

impl Answers {
    /// Equal for equal answers.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.object_info.hash(&mut hasher);
        self.replacements.hash(&mut hasher);
        hasher.finish()
    }
}

/// A file for each kind of answer, named after the server.
#[derive(Debug)]
pub(super) struct Cache {
    object_info: PathBuf,
    replacements: PathBuf,
}

impl Cache {
    pub(super) fn new(data_dir: &Path, address: &str) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
        let name: String = address.chars().map(plain).collect();
        let folder = data_dir.join("schemas");
        Self {
            object_info: folder.join(format!("{name}.json")),
            replacements: folder.join(format!("{name}.replacements.json")),
        }
    }

    /// What was kept; anything unreadable counts as nothing.
    pub(super) fn read(&self) -> Option<Known> {
        let object_info = fs::read(&self.object_info).ok()?;
        let replacements = fs::read_to_string(&self.replacements).ok();
        Known::from_kept(&Answers { object_info, replacements })
    }

    /// Whether exactly these answers are kept.
    pub(super) fn holds(&self, answers: &Answers) -> bool {
        let is_kept = fs::read(&self.object_info).is_ok_and(|kept| kept == answers.object_info);
        is_kept && fs::read_to_string(&self.replacements).ok() == answers.replacements
    }

    pub(super) fn write(&self, answers: &Answers) -> io::Result<()> {
        if let Some(folder) = self.object_info.parent() {
            fs::create_dir_all(folder)?;
        }
        match &answers.replacements {
            Some(table) => replace(&self.replacements, table.as_bytes(), Readers::Owner)?,
            None => remove(&self.replacements)?,
        }
        replace(&self.object_info, &answers.object_info, Readers::Owner)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
