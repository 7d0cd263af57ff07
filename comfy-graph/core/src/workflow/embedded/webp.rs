//! Finds the EXIF chunk of WebP.

use super::cursor::{Cursor, Flaw};
use super::exif;
use super::texts::Texts;

/// `RIFF`, a length, `WEBP`.
const HEADER: usize = 12;

pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut chunks = Cursor::new(bytes);
    chunks.skip(HEADER)?;
    while !chunks.is_empty() {
        let kind = chunks.array()?;
        let length = chunks.length_le()?;
        let content = chunks.take(length)?;
        if kind == *b"EXIF" {
            exif::read(content, texts)?;
        }
        // The byte that evens a length out is missing at the end of some files.
        if length % 2 == 1 && !chunks.is_empty() {
            chunks.skip(1)?;
        }
    }
    Ok(())
}
