//! Reads the size from the properties of AVIF or HEIF.

use super::{Header, be_u32};

/// The box that holds a size.
const SIZE: &[u8] = b"ispe";

/// The greatest size there is: that of the picture, where tiles and previews have theirs as well.
pub(super) fn read(head: &[u8]) -> Option<Header> {
    let sizes = head.windows(SIZE.len()).enumerate().filter(|(_, name)| *name == SIZE);
    // Version and flags, of four bytes, stand before the numbers.
    let sizes = sizes.filter_map(|(at, _)| Some((be_u32(head, at + 8)?, be_u32(head, at + 12)?)));
    let (width, height) =
        sizes.max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))?;
    let mut header = Header::still(width, height);
    header.animated = head.get(8..12) == Some(b"avis");
    Some(header)
}
