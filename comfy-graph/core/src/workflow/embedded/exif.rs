//! Reads EXIF entries of the form `key:text`, under whatever tag.
//!
//! Only the first directory: ComfyUI writes no other, so that there is no chain to go in circles.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

/// The types of entries that hold text: ASCII, bytes of no type.
const TEXT_TYPES: [u16; 2] = [2, 7];

/// How long a key may be, as in PNG.
const MAX_KEY: usize = 79;

/// A key with its text.
type Keyed<'a> = (&'a [u8], &'a [u8]);

pub(super) fn read(content: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let tiff = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
    let mut header = Cursor::new(tiff);
    let order = match &header.array()? {
        b"MM" => Order::Big,
        b"II" => Order::Little,
        _ => return Err(Flaw::Damaged),
    };
    if order.short(&mut header)? != 42 {
        return Err(Flaw::Damaged);
    }
    let start = order.long(&mut header)?;
    let mut directory = Cursor::new(tiff.get(start..).ok_or(Flaw::Cut)?);
    for _ in 0..order.short(&mut directory)? {
        let entry = Cursor::new(directory.take(12)?);
        if let Some((key, text)) = read_entry(tiff, order, entry)? {
            texts.keep(key, text)?;
        }
    }
    Ok(())
}

/// Which byte of a number comes first.
#[derive(Debug, Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    fn short(self, cursor: &mut Cursor<'_>) -> Result<u16, Flaw> {
        let bytes = cursor.array()?;
        Ok(match self {
            Self::Big => u16::from_be_bytes(bytes),
            Self::Little => u16::from_le_bytes(bytes),
        })
    }

    fn long(self, cursor: &mut Cursor<'_>) -> Result<usize, Flaw> {
        match self {
            Self::Big => cursor.length_be(),
            Self::Little => cursor.length_le(),
        }
    }
}

/// The key with the text of an entry, if it has both.
fn read_entry<'a>(
    tiff: &'a [u8],
    order: Order,
    mut entry: Cursor<'a>,
) -> Result<Option<Keyed<'a>>, Flaw> {
    let _tag = order.short(&mut entry)?;
    let is_text = TEXT_TYPES.contains(&order.short(&mut entry)?);
    let length = order.long(&mut entry)?;
    // Up to four bytes stand in place of their offset: too few for a key and a workflow.
    if !is_text || length <= 4 {
        return Ok(None);
    }
    let start = order.long(&mut entry)?;
    let text = tiff.get(start..).and_then(|rest| rest.get(..length)).ok_or(Flaw::Cut)?;
    Ok(split(text))
}

fn split(text: &[u8]) -> Option<Keyed<'_>> {
    let colon = text.iter().take(MAX_KEY + 1).position(|byte| *byte == b':')?;
    let (key, text) = (&text[..colon], &text[colon + 1..]);
    let is_key = !key.is_empty() && key.iter().all(|byte| is_key_byte(*byte));
    is_key.then_some((key, trim_zeros(text)))
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_- .".contains(&byte)
}

fn trim_zeros(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &text[..end]
}
