//! Names a file on the server.
//!
//! Outputs and uploads give one; `/view` takes one. Bytes are not its business.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which of its three directories the server keeps a file in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Files that loader nodes read.
    Input,
    /// Files that save nodes wrote.
    #[default]
    Output,
    /// Previews, which a restart deletes.
    Temp,
}

impl FileKind {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Temp => "temp",
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A file on the server, told by name, folder and kind.
///
/// ```
/// use comfy_graph::client::{FileKind, FileRef};
///
/// let file = FileRef::new("cat.png", "pets", FileKind::Temp);
///
/// assert_eq!(file.widget_value(), "pets/cat.png [temp]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Wire")]
pub struct FileRef {
    filename: String,
    subfolder: String,
    #[serde(rename = "type")]
    kind: FileKind,
}

impl FileRef {
    /// The file `filename` in `subfolder` of the directory `kind`.
    ///
    /// Folders inside `filename` move to `subfolder`: `/view` would drop them.
    #[must_use]
    pub fn new(filename: &str, subfolder: &str, kind: FileKind) -> Self {
        let whole = format!("{subfolder}/{filename}");
        let (folder, name) = whole.rsplit_once('/').unwrap_or_default();
        let subfolder = folder.trim_matches('/').to_owned();
        Self { filename: name.to_owned(), subfolder, kind }
    }

    /// The name without folders.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// The folder below the server's directory; empty for the directory itself.
    #[must_use]
    pub fn subfolder(&self) -> &str {
        &self.subfolder
    }

    /// Which directory of the server the file is in.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// What follows the last dot of the name, in lower case; empty if nothing does.
    #[must_use]
    pub fn extension(&self) -> String {
        let extension = self.filename.rsplit_once('.').map(|(_, extension)| extension);
        extension.unwrap_or_default().to_ascii_lowercase()
    }

    /// What a widget that loads a file takes, such as the `image` of `LoadImage`.
    #[must_use]
    pub fn widget_value(&self) -> String {
        match self.kind {
            FileKind::Input => self.path(),
            kind => format!("{} [{kind}]", self.path()),
        }
    }

    /// Folder with name.
    fn path(&self) -> String {
        match self.subfolder.as_str() {
            "" => self.filename.clone(),
            folder => format!("{folder}/{}", self.filename),
        }
    }
}

impl fmt::Display for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.path())
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(alias = "name")]
    filename: String,
    #[serde(default)]
    subfolder: String,
    #[serde(default, rename = "type")]
    kind: FileKind,
}

impl From<Wire> for FileRef {
    fn from(wire: Wire) -> Self {
        Self::new(&wire.filename, &wire.subfolder, wire.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_in_a_name_move_to_the_subfolder() {
        let file = FileRef::new("3d/mesh.GLB", "out", FileKind::Output);

        assert_eq!((file.subfolder(), file.filename()), ("out/3d", "mesh.GLB"));
        assert_eq!(file.extension(), "glb");
    }

    #[test]
    fn loaders_take_inputs_bare() {
        let file = FileRef::new("a.png", "", FileKind::Input);

        assert_eq!(file.widget_value(), "a.png");
    }

    #[test]
    fn the_answer_of_an_upload_is_a_reference() {
        let file: FileRef =
            serde_json::from_str(r#"{"name":"a.png","subfolder":"s","type":"input"}"#).unwrap();

        assert_eq!(file, FileRef::new("a.png", "s", FileKind::Input));
    }
}
