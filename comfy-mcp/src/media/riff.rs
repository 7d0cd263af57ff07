//! Adds to a WebP what stands beside its pixels.

use super::header::webp::{self, Chunk};

/// The flags of the extended header.
const PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;

/// The still picture `plain`, of `size`, with a profile and a block of EXIF; either may be empty.
pub(super) fn extend(plain: Vec<u8>, size: (u32, u32), profile: &[u8], exif: &[u8]) -> Vec<u8> {
    if profile.is_empty() && exif.is_empty() {
        return plain;
    }
    let frames: Vec<Chunk<'_>> = webp::chunks(&plain).filter(is_frame).collect();
    let flags = [
        (!profile.is_empty(), PROFILE),
        (frames.iter().any(|chunk| chunk.kind == *b"ALPH"), ALPHA),
        (!exif.is_empty(), EXIF),
    ];
    let flags = flags.into_iter().filter_map(|(is_set, flag)| is_set.then_some(flag)).sum::<u8>();
    let mut header = vec![flags, 0, 0, 0];
    for side in [size.0, size.1] {
        header.extend(&(side - 1).to_le_bytes()[..3]);
    }
    let mut chunks = Vec::with_capacity(plain.len() + profile.len() + exif.len() + 64);
    push(&mut chunks, *b"VP8X", &header);
    push(&mut chunks, *b"ICCP", profile);
    for frame in frames {
        push(&mut chunks, frame.kind, frame.content);
    }
    push(&mut chunks, *b"EXIF", exif);
    let length = length(4 + chunks.len());
    [b"RIFF", &length[..], b"WEBP", &chunks].concat()
}

fn is_frame(chunk: &Chunk<'_>) -> bool {
    matches!(&chunk.kind, b"ALPH" | b"VP8 " | b"VP8L")
}

fn push(chunks: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    if content.is_empty() {
        return;
    }
    chunks.extend(kind);
    chunks.extend(length(content.len()));
    chunks.extend(content);
    // Chunks start at even places.
    chunks.extend(&[0][..content.len() % 2]);
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("BUG: what is read is bounded far below 4 GiB").to_le_bytes()
}
