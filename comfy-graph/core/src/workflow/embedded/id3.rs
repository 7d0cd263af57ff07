//! Reads the user's texts in the ID3 tag of MP3.
//!
//! Versions 2.3 and 2.4, without the old unsynchronisation scheme: encoders write no other.

use super::cursor::{Cursor, Flaw};
use super::texts::{Texts, latin_1};

/// The flag of a second header.
const EXTENDED: u8 = 0x40;

/// An MP3 without a tag has no texts.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    if !bytes.starts_with(b"ID3") {
        return Ok(());
    }
    let mut file = Cursor::new(bytes);
    let [.., version, _, flags] = file.array::<6>()?;
    let length = seven_bits(file.array()?);
    file.within(length, |mut frames| {
        if flags & EXTENDED != 0 {
            skip_extended(&mut frames, version)?;
        }
        read_frames(frames, version, texts)
    })
}

/// What stands behind an ID3 tag; `None` without one, or where it ends early.
pub(super) fn behind_tag(bytes: &[u8]) -> Option<&[u8]> {
    let mut file = Cursor::new(bytes.strip_prefix(b"ID3")?);
    file.skip(3).ok()?;
    let length = seven_bits(file.array().ok()?);
    file.skip(length).ok()?;
    Some(file.rest())
}

/// Version 2.4 counts the four bytes of the length itself.
fn skip_extended(frames: &mut Cursor<'_>, version: u8) -> Result<(), Flaw> {
    let length = frames.array()?;
    match version {
        4 => frames.skip(seven_bits(length).saturating_sub(4)),
        _ => frames.skip(u32::from_be_bytes(length) as usize),
    }
}

fn read_frames(mut frames: Cursor<'_>, version: u8, texts: &mut Texts) -> Result<(), Flaw> {
    // Zeros pad the tag.
    while frames.rest().first().is_some_and(|byte| *byte != 0) {
        let kind = frames.array::<4>()?;
        let length = frames.array()?;
        frames.skip(2)?;
        let length =
            if version == 4 { seven_bits(length) } else { u32::from_be_bytes(length) as usize };
        let content = frames.take(length)?;
        if kind == *b"TXXX" {
            read_text(content, texts)?;
        }
    }
    Ok(())
}

/// A number of which each byte holds seven bits.
fn seven_bits(bytes: [u8; 4]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f))
}

/// A frame with its encoding, key, text.
fn read_text(content: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let Some((encoding, content)) = content.split_first() else { return Err(Flaw::Cut) };
    if matches!(encoding, 1 | 2) {
        return read_utf_16(content, texts);
    }
    let mut content = Cursor::new(content);
    let (key, text) = (content.until_zero()?, content.rest());
    let text = text.strip_suffix(b"\0").unwrap_or(text);
    match encoding {
        0 => texts.push(latin_1(key), latin_1(text)),
        _ => texts.keep(key, text),
    }
}

fn read_utf_16(content: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let (units, _) = content.as_chunks::<2>();
    let end = units.iter().position(|unit| *unit == [0, 0]).ok_or(Flaw::Cut)?;
    texts.push(utf_16(&units[..end]), utf_16(&units[end + 1..]))
}

/// Big end first, unless a mark says otherwise.
fn utf_16(units: &[[u8; 2]]) -> String {
    let (units, read): (_, fn([u8; 2]) -> u16) = match units {
        [[0xff, 0xfe], rest @ ..] => (rest, u16::from_le_bytes),
        [[0xfe, 0xff], rest @ ..] => (rest, u16::from_be_bytes),
        _ => (units, u16::from_be_bytes),
    };
    let units = units.iter().map(|unit| read(*unit)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
