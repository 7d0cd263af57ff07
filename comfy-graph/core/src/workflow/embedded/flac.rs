//! Reads the comments of FLAC, which Ogg streams share.

use super::cursor::{Cursor, Flaw};
use super::id3;
use super::texts::Texts;

/// The type of the block that holds comments.
pub(super) const COMMENTS: u8 = 4;

/// Whether the file is FLAC, with an ID3 tag of careless programs in front or without.
pub(super) fn is_flac(bytes: &[u8]) -> bool {
    blocks(bytes).is_some()
}

pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut blocks = blocks(bytes).ok_or(Flaw::Damaged)?;
    loop {
        let [kind, high, middle, low] = blocks.array()?;
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        if kind & 0x7f == COMMENTS {
            blocks.within(length, |comments| read_comments(comments, texts))?;
        } else {
            blocks.skip(length)?;
        }
        if kind & 0x80 != 0 {
            return Ok(());
        }
    }
}

fn blocks(bytes: &[u8]) -> Option<Cursor<'_>> {
    let bytes = id3::behind_tag(bytes).unwrap_or(bytes);
    bytes.strip_prefix(b"fLaC").map(Cursor::new)
}

/// Reads comments of the form `key=text`, as Xiph's formats have them.
pub(super) fn read_comments(mut comments: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    let vendor = comments.length_le()?;
    comments.skip(vendor)?;
    for _ in 0..comments.length_le()? {
        let length = comments.length_le()?;
        let comment = comments.take(length)?;
        if let Some(equals) = comment.iter().position(|byte| *byte == b'=') {
            texts.keep(&comment[..equals], &comment[equals + 1..])?;
        }
    }
    Ok(())
}
