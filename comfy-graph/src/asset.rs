//! Moves files between the server and this machine.
//!
//! Names that come from the server are never trusted. The routes are in `client`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tokio::io::AsyncWriteExt as _;

use crate::client::{Client, ClientError, Download, FileRef, Upload};

/// How long a name may be in bytes; file systems take 255, a number may be added.
const LONGEST_NAME: usize = 200;
/// How many files of one name are numbered before it is given up.
const MOST_NUMBERS: u32 = 100_000;

impl Client {
    /// The bytes of a file, all at once.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 404 where there is no such file, else as for every route.
    pub async fn fetch(&self, file: &FileRef) -> Result<Bytes, ClientError> {
        self.view(file).await?.bytes().await
    }

    /// Writes a file into `directory`, piece by piece; the answer is where it lies.
    ///
    /// The name is made safe and no file is ever replaced: a number is added to the name where it
    /// is taken. The file appears complete or not at all, also when the future is dropped.
    ///
    /// # Errors
    ///
    /// [`ClientError::File`] where it cannot be written, [`ClientError::SizeMismatch`] where it
    /// came incomplete, else as for every route.
    ///
    /// ```no_run
    /// # use comfy_graph::client::{Client, ClientError, FileRef};
    /// # async fn run(client: Client, file: FileRef) -> Result<(), ClientError> {
    /// let path = client.download(&file, "pictures").await?;
    /// println!("{}", path.display());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn download(
        &self,
        file: &FileRef,
        directory: impl AsRef<Path>,
    ) -> Result<PathBuf, ClientError> {
        let directory = directory.as_ref();
        let download = self.view(file).await?;
        let failed = |source| ClientError::File { path: directory.to_owned(), source };
        tokio::fs::create_dir_all(directory).await.map_err(failed)?;
        let part = Part::new(directory);
        part.fill(download).await?;
        let (directory, name) = (directory.to_owned(), safe_name(file.filename()));
        // Both steps in one, on a thread that a dropped future cannot stop half way.
        let placed = tokio::task::spawn_blocking(move || part.place(&directory, &name));
        placed.await.expect("BUG: placing a file does not panic")
    }

    /// Stores a local file on the server, under its own name among the inputs.
    ///
    /// # Errors
    ///
    /// [`ClientError::File`] where it cannot be read, else as for [`Client::upload`].
    pub async fn upload_file(&self, path: impl AsRef<Path>) -> Result<FileRef, ClientError> {
        let path = path.as_ref();
        let failed = |source| ClientError::File { path: path.to_owned(), source };
        let bytes = tokio::fs::read(path).await.map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.upload(Upload::new(&name, bytes)).await
    }
}

/// A file that is not complete yet; removed when dropped.
struct Part {
    path: PathBuf,
}

impl Part {
    fn new(directory: &Path) -> Self {
        Self { path: directory.join(format!(".{}.part", uuid::Uuid::new_v4().simple())) }
    }

    async fn fill(&self, mut download: Download<'_>) -> Result<(), ClientError> {
        let failed = |source| ClientError::File { path: self.path.clone(), source };
        let mut file = tokio::fs::File::create_new(&self.path).await.map_err(failed)?;
        while let Some(piece) = download.chunk().await? {
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)
    }

    /// Gives the file the first name that is free.
    fn place(self, directory: &Path, name: &str) -> Result<PathBuf, ClientError> {
        let mut taken = Err(ErrorKind::AlreadyExists.into());
        for number in 0..MOST_NUMBERS {
            let path = directory.join(numbered(name, number));
            // Making an empty file takes the name without a race; the rename then replaces our own.
            taken = std::fs::File::create_new(&path)
                .and_then(|_| std::fs::rename(&self.path, &path))
                .map(|()| path);
            if !matches!(&taken, Err(error) if error.kind() == ErrorKind::AlreadyExists) {
                break;
            }
        }
        taken.map_err(|source| ClientError::File { path: directory.join(name), source })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where the file was placed.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// `cat (1).png` for `cat.png`.
fn numbered(name: &str, number: u32) -> String {
    if number == 0 {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem} ({number}).{extension}"),
        None => format!("{name} ({number})"),
    }
}

/// A name that is one file in its directory on every system, whatever the server says.
///
/// ```
/// use comfy_graph::asset::safe_name;
///
/// assert_eq!(safe_name("../../etc/passwd"), "passwd");
/// assert_eq!(safe_name("aux.png"), "_aux.png");
/// assert_eq!(safe_name("a:b?.png"), "a_b_.png");
/// ```
#[must_use]
pub fn safe_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let name = name.trim_end_matches(['.', ' ']).trim_start();
    let name = shortened(name);
    // A leading dot hides a file, or makes it the settings of some program.
    if name.is_empty() || name.starts_with('.') || is_reserved(&name) {
        return format!("_{name}");
    }
    name
}

fn is_plain(c: char) -> bool {
    // The last two ranges turn the direction of writing, which makes `gpj.exe` look like a picture.
    let turns =
        matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Names that Windows keeps for devices, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = port.is_some_and(|number| {
        number.chars().count() == 1 && number.contains(|c: char| "123456789¹²³".contains(c))
    });
    is_port || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
}

/// Cuts a long name before its extension.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() < 20 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut end = LONGEST_NAME - extension.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_directory() {
        for name in ["..", ".", "", "/", "a/..", "C:\\x\\..", "\0", " . "] {
            let safe = safe_name(name);
            assert!(!safe.is_empty() && !safe.starts_with('.'), "{name:?} became {safe:?}");
            assert!(!safe.contains(['/', '\\', '\0']), "{name:?} became {safe:?}");
        }
    }

    #[test]
    fn device_names_are_avoided() {
        assert_eq!(safe_name("COM1"), "_COM1");
        assert_eq!(safe_name("nul.tar.gz"), "_nul.tar.gz");
        assert_eq!(safe_name("COM10.png"), "COM10.png");
        assert_eq!(safe_name("command.png"), "command.png");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let safe = safe_name(&format!("{}.png", "é".repeat(300)));

        assert!(safe.len() <= LONGEST_NAME && safe.ends_with("é.png"));
    }

    #[test]
    fn text_that_turns_around_is_straightened() {
        assert_eq!(safe_name("a\u{202e}gpj.exe"), "a_gpj.exe");
    }

    #[test]
    fn a_number_goes_before_the_extension() {
        assert_eq!(numbered("a.b.png", 2), "a.b (2).png");
        assert_eq!(numbered("a", 1), "a (1)");
        assert_eq!(numbered("a", 0), "a");
    }
}
