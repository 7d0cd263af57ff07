//! Finds the JSON in the metadata of SVG.
//!
//! No XML is read: the one place where ComfyUI puts it can be found without.

use super::cursor::Flaw;
use super::texts::Texts;

/// Where the root element must start.
const PROLOGUE: usize = 4096;

/// Whether XML text is SVG.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    find(&bytes[..bytes.len().min(PROLOGUE)], b"<svg").is_some()
}

/// A file without the place has no texts.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let Some(metadata) = find(bytes, b"<metadata") else { return Ok(()) };
    let Some(json) = find(metadata, b"<![CDATA[") else { return Ok(()) };
    let behind = find(json, b"]]>").ok_or(Flaw::Cut)?;
    let length = json.len() - behind.len() - b"]]>".len();
    texts.keep_members(&json[..length], &[])
}

/// What stands behind the first `mark`.
fn find<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let place = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some(&bytes[place + mark.len()..])
}
