//! Walks the blocks of GIF, as far as they tell animations from still pictures.

use super::{Header, le_u16};

/// Starts an extension.
const EXTENSION: u8 = 0x21;
/// Starts a frame.
const FRAME: u8 = 0x2c;
/// The extension of applications, which says how often an animation repeats.
const APPLICATION: u8 = 0xff;

pub(super) fn read(head: &[u8]) -> Option<Header> {
    let mut header = Header::still(le_u16(head, 6)?.into(), le_u16(head, 8)?.into());
    header.animated = is_animated(head);
    Some(header)
}

/// Whether a second frame is seen, or else an order to repeat.
fn is_animated(head: &[u8]) -> bool {
    let Some(flags) = head.get(10) else { return false };
    let mut rest = head.get(13 + colors(*flags)..).unwrap_or_default();
    let mut frames = 0;
    while let Some(block) = next_block(rest) {
        frames += usize::from(block.kind == FRAME);
        if frames > 1 || block.repeats {
            return true;
        }
        rest = block.rest;
    }
    false
}

/// How many bytes the table of colours takes that `flags` announce.
fn colors(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

struct Block<'a> {
    kind: u8,
    repeats: bool,
    rest: &'a [u8],
}

fn next_block(bytes: &[u8]) -> Option<Block<'_>> {
    let kind = *bytes.first()?;
    let start = match kind {
        EXTENSION => 2,
        // After place, size and flags, a table of colours and the code size.
        FRAME => 10 + colors(*bytes.get(9)?) + 1,
        _ => return None,
    };
    let content = bytes.get(start..)?;
    let repeats = kind == EXTENSION
        && bytes[1] == APPLICATION
        && (content.starts_with(b"\x0bNETSCAPE2.0") || content.starts_with(b"\x0bANIMEXTS1.0"));
    Some(Block { kind, repeats, rest: after_parts(content) })
}

/// What follows parts of up to 255 bytes, the last of which is empty.
fn after_parts(mut bytes: &[u8]) -> &[u8] {
    loop {
        match bytes {
            [] => return bytes,
            [0, rest @ ..] => return rest,
            [length, rest @ ..] => bytes = rest.get(usize::from(*length)..).unwrap_or_default(),
        }
    }
}
