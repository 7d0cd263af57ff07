//! Finds the EXIF segment of JPEG.

use super::cursor::{Cursor, Flaw};
use super::exif;
use super::texts::Texts;

/// The first bytes of every JPEG: its start, then a segment's.
pub(super) const SIGNATURE: &[u8] = b"\xff\xd8\xff";

/// The marker of the segment that holds EXIF or XMP.
const APP1: u8 = 0xe1;

/// Where segments end: compressed pixels follow, or nothing.
const ENDS: [u8; 2] = [0xda, 0xd9];

pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut segments = Cursor::new(bytes);
    segments.skip(2)?;
    loop {
        if segments.byte()? != 0xff {
            return Err(Flaw::Damaged);
        }
        let marker = marker(&mut segments)?;
        if ENDS.contains(&marker) {
            return Ok(());
        }
        if is_alone(marker) {
            continue;
        }
        // The length counts itself.
        let length = segments.number_be(2)?.checked_sub(2).ok_or(Flaw::Damaged)?;
        let content = segments.take(length)?;
        if marker == APP1 && content.starts_with(b"Exif\0\0") {
            exif::read(content, texts)?;
        }
    }
}

/// The next byte that does not only fill.
fn marker(segments: &mut Cursor<'_>) -> Result<u8, Flaw> {
    loop {
        match segments.byte()? {
            0xff => {}
            marker => return Ok(marker),
        }
    }
}

/// Whether no length follows the marker.
fn is_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xd0..=0xd8)
}
