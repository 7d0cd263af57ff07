//! Reads the tags of WebM or MKV.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

const SEGMENT: u32 = 0x1853_8067;
const TAGS: u32 = 0x1254_c367;
const TAG: u32 = 0x7373;
const SIMPLE_TAG: u32 = 0x67c8;
const TAG_NAME: u32 = 0x45a3;
const TAG_STRING: u32 = 0x4487;

/// Goes through the file's elements as if those inside the segment were beside it.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut elements = Cursor::new(bytes);
    while !elements.is_empty() {
        match next_element(&mut elements)? {
            // Live recordings leave lengths open, which is no obstacle to stepping in.
            (SEGMENT, _) | (_, None) => {}
            (TAGS, Some(length)) => elements.within(length, |tags| read_tags(tags, texts))?,
            (_, Some(length)) => elements.skip(length)?,
        }
    }
    Ok(())
}

fn read_tags(mut elements: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    while !elements.is_empty() {
        match next_element(&mut elements)? {
            (TAG, _) | (_, None) => {}
            (SIMPLE_TAG, Some(length)) => elements.within(length, |tag| read_tag(tag, texts))?,
            (_, Some(length)) => elements.skip(length)?,
        }
    }
    Ok(())
}

fn read_tag(mut elements: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    let (mut name, mut text) = (None, None);
    while !elements.is_empty() {
        let (id, length) = next_element(&mut elements)?;
        let content = elements.take(length.ok_or(Flaw::Damaged)?)?;
        match id {
            TAG_NAME => name = Some(content),
            TAG_STRING => text = Some(content),
            _ => {}
        }
    }
    match (name, text) {
        (Some(name), Some(text)) => texts.keep(name, text),
        _ => Ok(()),
    }
}

/// The id of an element with its length, if that is known.
fn next_element(elements: &mut Cursor<'_>) -> Result<(u32, Option<usize>), Flaw> {
    let (id, _) = number(elements, 4)?;
    let (length, bits) = number(elements, 8)?;
    let mask = (1 << bits) - 1;
    let length = length & mask;
    let known = (length != mask).then(|| usize::try_from(length).unwrap_or(usize::MAX));
    Ok((id as u32, known))
}

/// A number whose leading zeros say how many bytes follow; with its bits behind the first one.
fn number(elements: &mut Cursor<'_>, most: u32) -> Result<(u64, u32), Flaw> {
    let first = elements.byte()?;
    let following = first.leading_zeros();
    if following >= most {
        return Err(Flaw::Damaged);
    }
    let following_bytes = elements.take(following as usize)?;
    let number =
        following_bytes.iter().fold(u64::from(first), |sum, byte| sum << 8 | u64::from(*byte));
    Ok((number, 7 * (following + 1)))
}
