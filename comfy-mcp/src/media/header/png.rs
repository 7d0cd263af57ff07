//! Walks the chunks of PNG up to the pixels.

use super::{Header, be_u32, orientation};

/// The first bytes of every PNG.
pub(in crate::media) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A chunk's length with its type, and its checksum.
const AROUND: usize = 8 + 4;

pub(super) fn read(head: &[u8]) -> Option<Header> {
    let mut chunks = Chunks { rest: head.strip_prefix(SIGNATURE)? };
    let (kind, content) = chunks.next()?;
    if kind != *b"IHDR" {
        return None;
    }
    let mut header = Header::still(be_u32(content, 0)?, be_u32(content, 4)?);
    // What follows the pixels cannot turn a still picture into an animated one.
    for (kind, content) in chunks.take_while(|(kind, _)| kind != b"IDAT") {
        match &kind {
            b"acTL" => header.animated = be_u32(content, 0).is_none_or(|frames| frames > 1),
            b"eXIf" => header.orientation = orientation(content),
            _ => {}
        }
    }
    Some(header)
}

/// The chunks that are there in full.
struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let length = usize::try_from(be_u32(self.rest, 0)?).ok()?;
        let kind = *self.rest.get(4..)?.first_chunk()?;
        let content = self.rest.get(8..)?.get(..length)?;
        self.rest = self.rest.get(length.checked_add(AROUND)?..).unwrap_or_default();
        Some((kind, content))
    }
}
