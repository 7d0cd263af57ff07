//! Walks the chunks of WebP.

use super::{Header, le_u16, le_u24, le_u32, orientation};

/// `RIFF`, a length, `WEBP`.
const RIFF: usize = 12;

/// The flag of animations in the extended header.
const ANIMATED: u8 = 0x02;

pub(in crate::media) fn is_webp(head: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..RIFF) == Some(b"WEBP")
}

pub(super) fn read(head: &[u8]) -> Option<Header> {
    let mut chunks = chunks(head);
    let first = chunks.next()?;
    if first.kind != *b"VP8X" {
        let (width, height) = first.frame_size()?;
        return Some(Header::still(width, height));
    }
    let canvas = |at| le_u24(first.content, at).map(|less_one| less_one + 1);
    let mut header = Header::still(canvas(4)?, canvas(7)?);
    header.animated = first.content[0] & ANIMATED != 0;
    if let Some(exif) = chunks.find(|chunk| chunk.kind == *b"EXIF" && chunk.is_whole) {
        header.orientation = orientation(exif.content);
    }
    Some(header)
}

/// The sizes that the frames claim each for itself, whatever the canvas is.
pub(in crate::media) fn frame_sizes(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    chunks(bytes).flat_map(|chunk| {
        let frames = match &chunk.kind {
            // Position, size, duration and flags stand before the frame's own chunks.
            b"ANMF" => chunk.content.get(16..).unwrap_or_default(),
            _ => &[],
        };
        let own = chunk.frame_size();
        own.into_iter().chain(Chunks { rest: frames }.filter_map(|inner| inner.frame_size()))
    })
}

/// The chunks of a file, where the last may be cut off.
pub(in crate::media) fn chunks(bytes: &[u8]) -> Chunks<'_> {
    Chunks { rest: bytes.get(RIFF..).unwrap_or_default() }
}

/// A chunk of WebP.
#[derive(Debug, Clone, Copy)]
pub(in crate::media) struct Chunk<'a> {
    /// Its name.
    pub(in crate::media) kind: [u8; 4],
    /// What is there of its content.
    pub(in crate::media) content: &'a [u8],
    /// Whether that is all.
    pub(in crate::media) is_whole: bool,
}

impl Chunk<'_> {
    /// The size that the chunk claims if it holds a frame.
    fn frame_size(&self) -> Option<(u32, u32)> {
        match &self.kind {
            // The upper two bits of each say how to enlarge it, which nobody does.
            b"VP8 " if self.content.get(3..6)? == [0x9d, 0x01, 0x2a] => {
                let size = |at| le_u16(self.content, at).map(|size| u32::from(size & 0x3fff));
                Some((size(6)?, size(8)?))
            }
            b"VP8L" if *self.content.first()? == 0x2f => {
                let bits = le_u32(self.content, 1)?;
                Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
            }
            _ => None,
        }
    }
}

/// Steps through chunks.
#[derive(Debug)]
pub(in crate::media) struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let kind = *self.rest.first_chunk()?;
        let length = usize::try_from(le_u32(self.rest, 4)?).ok()?;
        let rest = self.rest.get(8..)?;
        let content = &rest[..length.min(rest.len())];
        // Chunks start at even places.
        self.rest = rest.get(length.checked_next_multiple_of(2)?..).unwrap_or_default();
        Some(Chunk { kind, content, is_whole: content.len() == length })
    }
}
