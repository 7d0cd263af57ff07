//! Reads the metadata of latents or models in the safetensors format.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

/// The header is JSON, the length of which stands in front.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut file = Cursor::new(bytes);
    let length = u64::from_le_bytes(file.array()?);
    let header = file.take(usize::try_from(length).unwrap_or(usize::MAX))?;
    texts.keep_members(header, &["__metadata__"])
}
