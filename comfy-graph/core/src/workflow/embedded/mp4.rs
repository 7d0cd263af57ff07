//! Reads the keyed metadata of MP4 or MOV.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

/// The classic item that programs without keys of their own write.
const COMMENT: &[u8; 4] = b"\xa9cmt";

/// `moov/udta/meta`, or `moov/meta` as QuickTime has it.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    each_box(Cursor::new(bytes), |kind, content| match &kind {
        b"moov" => each_box(content, |kind, content| match &kind {
            b"udta" => each_box(content, |kind, content| match &kind {
                b"meta" => read_meta(content, texts),
                _ => Ok(()),
            }),
            b"meta" => read_meta(content, texts),
            _ => Ok(()),
        }),
        _ => Ok(()),
    })
}

/// Visits boxes; length 0 means up to the end, 1 that a longer length follows.
pub(super) fn each_box<'a>(
    mut boxes: Cursor<'a>,
    mut visit: impl FnMut([u8; 4], Cursor<'a>) -> Result<(), Flaw>,
) -> Result<(), Flaw> {
    // QuickTime ends user data with four zeros.
    while !boxes.is_empty() && boxes.rest() != [0; 4] {
        let length = boxes.length_be()?;
        let kind = boxes.array()?;
        let length = match length {
            0 => boxes.rest().len(),
            1 => long_length(&mut boxes)?,
            _ => length.checked_sub(8).ok_or(Flaw::Damaged)?,
        };
        boxes.within(length, |content| visit(kind, content))?;
    }
    Ok(())
}

fn long_length(boxes: &mut Cursor<'_>) -> Result<usize, Flaw> {
    let length = u64::from_be_bytes(boxes.array()?).checked_sub(16).ok_or(Flaw::Damaged)?;
    Ok(usize::try_from(length).unwrap_or(usize::MAX))
}

fn read_meta(mut meta: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    // In QuickTime no version stands before the boxes.
    if meta.rest().get(4..8) != Some(b"hdlr") {
        meta.skip(4)?;
    }
    let mut keys = Vec::new();
    each_box(meta, |kind, content| match &kind {
        b"keys" => read_keys(content, &mut keys),
        b"ilst" => each_box(content, |kind, item| read_item(kind, item, &keys, texts)),
        _ => Ok(()),
    })
}

fn read_keys<'a>(mut content: Cursor<'a>, keys: &mut Vec<&'a [u8]>) -> Result<(), Flaw> {
    content.skip(4)?;
    for _ in 0..content.length_be()? {
        let length = content.length_be()?.checked_sub(8).ok_or(Flaw::Damaged)?;
        let _namespace = content.array::<4>()?;
        keys.push(content.take(length)?);
    }
    Ok(())
}

/// The kind of an item is the number of its key, counted from 1.
fn read_item(
    kind: [u8; 4],
    item: Cursor<'_>,
    keys: &[&[u8]],
    texts: &mut Texts,
) -> Result<(), Flaw> {
    let key = match (u32::from_be_bytes(kind) as usize).checked_sub(1) {
        _ if kind == *COMMENT => Some(&b"comment"[..]),
        place => place.and_then(|place| keys.get(place)).copied(),
    };
    let Some(key) = key else { return Ok(()) };
    each_box(item, |kind, mut value| {
        if kind != *b"data" {
            return Ok(());
        }
        // Type, language.
        value.skip(8)?;
        texts.keep(key, value.rest())
    })
}
