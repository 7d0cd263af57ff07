//! Holds what publishing is told at the start.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::place::{Existing, place};

const FILE: &str = "publish_config.json";

/// The key of the saved folder, as other servers name it.
const OUTPUT_ROOT: &str = "comfyui_output_root";

/// What publishing is told at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishSettings {
    /// The folder the server was started in, absolute; the project is looked for from here.
    pub cwd: PathBuf,
    /// The folder for configuration, where `publish_config.json` is kept.
    pub config_dir: PathBuf,
    /// The user's home, where ComfyUI may be.
    pub home: Option<PathBuf>,
    /// What `COMFYUI_OUTPUT_ROOT` says.
    pub comfyui_output_root: Option<PathBuf>,
}

impl PublishSettings {
    /// Settings of a server that was started in `cwd`, with no hints where ComfyUI is.
    pub fn new(cwd: impl Into<PathBuf>, config_dir: impl Into<PathBuf>) -> Self {
        Self {
            cwd: cwd.into(),
            config_dir: config_dir.into(),
            home: None,
            comfyui_output_root: None,
        }
    }

    pub(super) fn config_file(&self) -> PathBuf {
        self.config_dir.join(FILE)
    }

    /// The saved folder of outputs, read anew each time: another server may have saved it.
    pub(super) fn saved_output_root(&self) -> Option<PathBuf> {
        match self.read() {
            Ok(saved) => saved.get(OUTPUT_ROOT)?.as_str().map(PathBuf::from),
            Err(error) => {
                tracing::warn!(file = %self.config_file().display(), %error, "cannot be read");
                None
            }
        }
    }

    pub(super) fn save_output_root(&self, root: &Path) -> io::Result<()> {
        // A name that is not UTF-8 would come back as another.
        let root = root.to_str().ok_or(ErrorKind::InvalidFilename)?;
        let mut saved = self.read().unwrap_or_default();
        saved.insert(OUTPUT_ROOT.to_owned(), Value::from(root));
        let text = serde_json::to_string_pretty(&saved)?;
        fs::create_dir_all(&self.config_dir)?;
        place(&self.config_file(), format!("{text}\n").as_bytes(), Existing::Replace)
    }

    fn read(&self) -> io::Result<Map<String, Value>> {
        match fs::read(self.config_file()) {
            Ok(text) => Ok(serde_json::from_slice(&text)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Map::new()),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back_beside_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let settings = PublishSettings::new("/", folder.path().join("new"));
        fs::create_dir(&settings.config_dir).unwrap();
        fs::write(settings.config_file(), r#"{"other": 1}"#).unwrap();

        settings.save_output_root(Path::new("/opt/output")).unwrap();

        assert_eq!(settings.saved_output_root(), Some("/opt/output".into()));
        let text = fs::read_to_string(settings.config_file()).unwrap();
        assert!(text.contains(r#""other": 1"#), "{text}");
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let settings = PublishSettings::new("/", folder.path());
        fs::write(settings.config_file(), "[").unwrap();

        assert_eq!(settings.saved_output_root(), None);
    }
}
