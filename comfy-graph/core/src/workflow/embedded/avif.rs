//! Finds the EXIF item of AVIF or HEIF.

use super::cursor::{Cursor, Flaw};
use super::exif;
use super::mp4::each_box;
use super::texts::Texts;

/// The table of items says which is EXIF, that of places where it stands in the file.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let (mut item, mut places) = (None, None);
    let walked = each_box(Cursor::new(bytes), |kind, mut meta| {
        if kind != *b"meta" {
            return Ok(());
        }
        meta.skip(4)?;
        each_box(meta, |kind, content| {
            match &kind {
                b"iinf" => item = exif_item(content)?,
                b"iloc" => places = Some(content),
                _ => {}
            }
            Ok(())
        })
    });
    let (Some(item), Some(places)) = (item, places) else { return walked };
    let Some((start, length)) = place_of(item, places)? else { return walked };
    let content = bytes.get(start..).and_then(|rest| rest.get(..length)).ok_or(Flaw::Cut)?;
    // How far behind the item's first four bytes the header stands; `Exif` fills the gap.
    let mut content = Cursor::new(content);
    let gap = content.length_be()?;
    content.skip(gap)?;
    exif::read(content.rest(), texts)
}

/// The number of the EXIF item.
fn exif_item(mut content: Cursor<'_>) -> Result<Option<usize>, Flaw> {
    let [version, ..] = content.array::<4>()?;
    content.skip(if version == 0 { 2 } else { 4 })?;
    let mut found = None;
    each_box(content, |kind, mut item| {
        let [version, ..] = item.array::<4>()?;
        if kind != *b"infe" || version < 2 {
            return Ok(());
        }
        let number = item.number_be(if version == 2 { 2 } else { 4 })?;
        item.skip(2)?;
        if item.array()? == *b"Exif" {
            found = Some(number);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where in the file an item of one piece stands, with its length.
fn place_of(item: usize, mut places: Cursor<'_>) -> Result<Option<(usize, usize)>, Flaw> {
    let [version, ..] = places.array::<4>()?;
    let [sizes, more_sizes] = places.array()?.map(usize::from);
    let (offset_size, length_size) = (sizes >> 4, sizes & 15);
    let (base_size, index_size) = (more_sizes >> 4, if version == 0 { 0 } else { more_sizes & 15 });
    let number_size = if version < 2 { 2 } else { 4 };
    for _ in 0..places.number_be(number_size)? {
        let number = places.number_be(number_size)?;
        // How the place is meant, where the data is: both zero for this file.
        let elsewhere = places.number_be(if version == 0 { 2 } else { 4 })?;
        let base = places.number_be(base_size)?;
        let count = places.number_be(2)?;
        let mut extents =
            Cursor::new(places.take(count * (index_size + offset_size + length_size))?);
        if number == item && elsewhere == 0 && count == 1 {
            extents.skip(index_size)?;
            let start = base.saturating_add(extents.number_be(offset_size)?);
            return Ok(Some((start, extents.number_be(length_size)?)));
        }
    }
    Ok(None)
}
