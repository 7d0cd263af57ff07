//! Reads the size from the header of BMP.

use super::{Header, le_u16, le_u32};

/// The length of the header that OS/2 wrote, with shorter numbers than all later ones.
const OLD_HEADER: u32 = 12;

pub(super) fn read(head: &[u8]) -> Option<Header> {
    if le_u32(head, 14)? == OLD_HEADER {
        return Some(Header::still(le_u16(head, 18)?.into(), le_u16(head, 20)?.into()));
    }
    // A negative height says that the topmost row is stored first.
    let height = le_u32(head, 22)?.cast_signed().unsigned_abs();
    Some(Header::still(le_u32(head, 18)?, height))
}
