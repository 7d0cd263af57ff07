//! Walks the segments of JPEG up to the frame header.

use super::{Header, be_u16, orientation};

/// The first bytes of every JPEG.
pub(in crate::media) const SIGNATURE: &[u8] = &[0xff, 0xd8, 0xff];

/// Start of scan: compressed pixels follow, which are no segments.
const SCAN: u8 = 0xda;
/// End of image.
const END: u8 = 0xd9;
/// The application segment that holds EXIF.
const APP1: u8 = 0xe1;

pub(super) fn read(head: &[u8]) -> Option<Header> {
    let mut segments = Segments::new(head)?;
    let mut turned = None;
    loop {
        let (marker, content) = segments.next()?;
        if is_frame(marker) {
            let (height, width) = (be_u16(content, 1)?, be_u16(content, 3)?);
            let still = Header::still(width.into(), height.into());
            return Some(Header { orientation: turned.unwrap_or(still.orientation), ..still });
        }
        match marker {
            SCAN | END => return None,
            // Further blocks are parts of the first, or Adobe's XMP.
            APP1 if content.starts_with(b"Exif\0\0") => {
                turned.get_or_insert_with(|| orientation(content));
            }
            _ => {}
        }
    }
}

/// Whether the end is there, without which decoders fill in grey.
pub(in crate::media) fn is_whole(bytes: &[u8]) -> bool {
    let Some(mut segments) = Segments::new(bytes) else { return false };
    let scan = segments.find(|(marker, _)| matches!(*marker, SCAN | END));
    // In compressed pixels a byte FF is followed by 00 or a restart: D9 can only be the end.
    scan.is_some() && segments.rest.array_windows().any(|pair| *pair == [0xff, END])
}

/// Whether `marker` starts a frame header: C0 to CF but for tables and extensions.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// The segments that are there in full, by marker.
struct Segments<'a> {
    rest: &'a [u8],
}

impl<'a> Segments<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        bytes.starts_with(SIGNATURE).then(|| Self { rest: &bytes[2..] })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let [0xff, rest @ ..] = self.rest else { return None };
        // Any number of FF may stand before a marker.
        let start = rest.iter().position(|byte| *byte != 0xff)?;
        let (marker, rest) = (rest[start], &rest[start + 1..]);
        let length = match marker {
            0x01 | 0xd0..=END => 0,
            _ => usize::from(be_u16(rest, 0)?),
        };
        let content = rest.get(..length)?.get(2..).unwrap_or_default();
        self.rest = &rest[length..];
        Some((marker, content))
    }
}
