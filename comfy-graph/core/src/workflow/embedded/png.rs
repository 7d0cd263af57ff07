//! Reads the text chunks of PNG, before or after the picture.

use super::cursor::{Cursor, Flaw};
use super::texts::Texts;

/// The first bytes of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A chunk: its type with its content.
type Chunk<'a> = ([u8; 4], &'a [u8]);

/// Whether the chunk of animations is there.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    let mut chunks = chunks(bytes);
    std::iter::from_fn(|| next_chunk(&mut chunks).ok())
        .take_while(|(kind, _)| kind != b"IEND")
        .any(|(kind, _)| kind == *b"acTL")
}

pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut chunks = chunks(bytes);
    let mut flaw = Ok(());
    loop {
        let (kind, content) = next_chunk(&mut chunks)?;
        if kind == *b"IEND" {
            return flaw;
        }
        // A broken text says nothing about those behind it, but long ones stop the reading.
        match read_chunk(kind, content, texts) {
            Err(Flaw::Long) => return Err(Flaw::Long),
            read => flaw = flaw.and(read),
        }
    }
}

fn chunks(bytes: &[u8]) -> Cursor<'_> {
    Cursor::new(bytes.get(SIGNATURE.len()..).unwrap_or_default())
}

/// The checksum is stepped over unread: a text that reads is a text.
fn next_chunk<'a>(chunks: &mut Cursor<'a>) -> Result<Chunk<'a>, Flaw> {
    let length = chunks.length_be()?;
    let kind = chunks.array()?;
    let content = chunks.take(length)?;
    chunks.skip(4)?;
    Ok((kind, content))
}

fn read_chunk(kind: [u8; 4], content: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut content = Cursor::new(content);
    match &kind {
        // ComfyUI's own chunk in animations has the layout of `tEXt`.
        b"tEXt" | b"comf" => texts.keep(content.until_zero()?, content.rest()),
        b"zTXt" => read_packed(content, texts),
        b"iTXt" => read_international(content, texts),
        _ => Ok(()),
    }
}

fn read_packed(mut content: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    let key = content.until_zero()?;
    match content.byte()? {
        0 => texts.unpack(key, content.rest()),
        _ => Err(Flaw::Damaged),
    }
}

fn read_international(mut content: Cursor<'_>, texts: &mut Texts) -> Result<(), Flaw> {
    let key = content.until_zero()?;
    let packing = content.array::<2>()?;
    let _language = content.until_zero()?;
    let _translated_key = content.until_zero()?;
    match packing {
        [0, _] => texts.keep(key, content.rest()),
        [1, 0] => texts.unpack(key, content.rest()),
        _ => Err(Flaw::Damaged),
    }
}
