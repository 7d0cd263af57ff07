//! Finds the texts that a file carries besides its picture or sound.
//!
//! One module a container. What the texts mean is told by [`form`](super::form).

mod avif;
mod container;
mod cursor;
mod exif;
mod flac;
mod glb;
mod id3;
mod jpeg;
mod matroska;
mod mp4;
mod ogg;
mod png;
mod safetensors;
mod svg;
mod texts;
mod webp;

use super::error::{FileName, LoadError, Origin};
use crate::json::line_column;

pub use container::Container;
use container::Magic;
use cursor::Flaw;
pub use texts::MAX_TEXT;
use texts::Texts;

/// The keys that may hold a workflow, best first.
const WORKFLOW_KEYS: [&str; 2] = ["workflow", "prompt"];

/// The texts of a file by key, or the one text that it is.
///
/// ```
/// use comfy_graph_core::workflow::{Container, Embedded, FileName};
///
/// let svg = br#"<svg><metadata><![CDATA[{"prompt": {"1": {}}}]]></metadata></svg>"#;
///
/// let embedded = Embedded::read(svg, FileName::default())?;
/// assert_eq!(embedded.container(), Container::Svg);
/// assert_eq!(embedded.text("prompt"), Some(r#"{"1": {}}"#));
/// # Ok::<(), comfy_graph_core::workflow::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    file: FileName,
    container: Container,
    texts: Texts,
    flaw: Option<Flaw>,
}

impl Embedded {
    /// Reads the texts of `bytes`, whose kind is told by their start.
    ///
    /// A container that is cut off or damaged gives the texts before that place.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where the file is empty, of no kind that is read, or not UTF-8.
    pub fn read(bytes: &[u8], file: FileName) -> Result<Self, LoadError> {
        if bytes.is_empty() {
            return Err(LoadError::Empty { origin: Origin { file, key: None } });
        }
        let container = match container::tell(bytes) {
            Magic::Known(container) => container,
            Magic::Foreign(kind) => return Err(LoadError::ForeignContainer { file, kind }),
            Magic::Unknown => return Err(LoadError::UnknownContainer { file }),
        };
        let mut texts = Texts::default();
        let read = match container {
            Container::Json => return Self::of_json(bytes, file),
            Container::Png | Container::Apng => png::read(bytes, &mut texts),
            Container::Avif => avif::read(bytes, &mut texts),
            Container::Webp => webp::read(bytes, &mut texts),
            Container::Jpeg => jpeg::read(bytes, &mut texts),
            Container::Flac => flac::read(bytes, &mut texts),
            Container::Mp3 => id3::read(bytes, &mut texts),
            Container::Ogg => ogg::read(bytes, &mut texts),
            Container::Mp4 => mp4::read(bytes, &mut texts),
            Container::Matroska => matroska::read(bytes, &mut texts),
            Container::Safetensors => safetensors::read(bytes, &mut texts),
            Container::Glb => glb::read(bytes, &mut texts),
            Container::Svg => svg::read(bytes, &mut texts),
        };
        let flaw = read.and_then(|()| open_comment(&mut texts)).err();
        Ok(Self { file, container, texts, flaw })
    }

    fn of_json(bytes: &[u8], file: FileName) -> Result<Self, LoadError> {
        // Editors on Windows write the mark; Python's reader, hence ours, refuses it.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let texts = Texts::of_whole(text);
                Ok(Self { file, container: Container::Json, texts, flaw: None })
            }
            Err(error) => {
                let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let (line, column) = line_column(&good, good.len());
                Err(LoadError::NotUtf8 { file, line, column })
            }
        }
    }

    /// What kind of file it is.
    #[must_use]
    pub fn container(&self) -> Container {
        self.container
    }

    /// Every text with its key as spelled there, in the file's order; JSON files have no key.
    pub fn texts(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.texts.iter()
    }

    /// The text of `key`; another case of it counts where that case is missing.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(|(_, text)| text)
    }

    /// The texts that may be workflows, best first.
    pub(super) fn candidates(&self) -> impl Iterator<Item = (Origin, &str)> {
        let keyed = WORKFLOW_KEYS.iter().filter_map(|key| {
            let (key, text) = self.texts.get(key)?;
            Some((Some(key.to_owned()), text))
        });
        let whole = self.texts.whole().map(|text| (None, text));
        let origin = |key| Origin { file: self.file.clone(), key };
        keyed.chain(whole).map(move |(key, text)| (origin(key), text))
    }

    /// Why there is no candidate.
    pub(super) fn without_workflow(&self) -> LoadError {
        let (file, container) = (self.file.clone(), self.container);
        match self.flaw {
            Some(Flaw::Cut) => LoadError::Truncated { file, container },
            Some(Flaw::Damaged) => LoadError::Damaged { file, container },
            Some(Flaw::Long) => LoadError::TooMuchText { file, container },
            None if self.text("parameters").is_some() => LoadError::OnlyParameters { file },
            None => LoadError::NoWorkflow { file, container },
        }
    }
}

/// Adds the texts that Video Helper Suite puts into a comment as one JSON object.
fn open_comment(texts: &mut Texts) -> Result<(), Flaw> {
    if WORKFLOW_KEYS.into_iter().any(|key| texts.get(key).is_some()) {
        return Ok(());
    }
    match texts.get("comment") {
        Some((_, comment)) if comment.starts_with('{') => {
            let comment = comment.to_owned();
            texts.keep_members(comment.as_bytes(), &[])
        }
        _ => Ok(()),
    }
}
