//! Reads the extras of a binary glTF scene.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

/// `glTF`, version, length.
const HEADER: usize = 12;

/// The first chunk is the JSON one.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut file = Cursor::new(bytes);
    file.skip(HEADER)?;
    let length = file.length_le()?;
    if file.array()? != *b"JSON" {
        return Err(Flaw::Damaged);
    }
    texts.keep_members(file.take(length)?, &["asset", "extras"])
}
