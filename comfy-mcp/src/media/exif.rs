//! Builds blocks of EXIF that hold texts the way ComfyUI's own do.
//!
//! An entry of ASCII holds key, colon and text, under whatever tag. ComfyUI takes the tag of the
//! camera's model for the prompt, that of its maker for the workflow, and descends from there for
//! further texts.

use super::texts::Text;

/// The mark that stands before the block.
pub(super) const MARK: &[u8] = b"Exif\0\0";

/// The greatest number first; 42; the directory follows at once.
const HEADER: [u8; 8] = [b'M', b'M', 0, 42, 0, 0, 0, 8];

/// The type of entries that hold ASCII with a zero behind.
const ASCII: u16 = 2;

const MODEL: u16 = 0x0110;
const MAKE: u16 = 0x010f;

/// The tags for other texts; those before them are of no use with text in them.
const OTHERS: std::ops::RangeInclusive<u16> = 0x0100..=0x010e;

/// How long a key may be for readers to see one.
const MAX_KEY: usize = 79;

/// A block of EXIF.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The block with its mark; empty where there is nothing to tell.
    pub(super) bytes: Vec<u8>,
    /// The keys of the texts within.
    pub(super) kept: Vec<String>,
}

/// A block of `max_bytes` at most, with as many texts as go in: first the prompt, without which
/// nothing is made again.
pub(super) fn block(texts: &[Text], max_bytes: usize) -> Block {
    let mut tags = OTHERS.rev();
    let mut entries: Vec<Entry> = Vec::new();
    let mut kept = Vec::new();
    let mut length = MARK.len() + HEADER.len() + 2 + 4;
    for text in by_importance(texts).filter(|text| is_key(&text.key)) {
        let value = format!("{}:{}\0", text.key, text.text).into_bytes();
        if length + Entry::LENGTH + value.len() > max_bytes {
            continue;
        }
        let tag = match &*text.key {
            "prompt" => Some(MODEL),
            "workflow" => Some(MAKE),
            _ => tags.next(),
        };
        let Some(tag) = tag else { break };
        length += Entry::LENGTH + value.len();
        entries.push(Entry { tag, value });
        kept.push(text.key.clone());
    }
    if entries.is_empty() {
        return Block::default();
    }
    entries.sort_by_key(|entry| entry.tag);
    Block { bytes: spell(&entries), kept }
}

fn by_importance(texts: &[Text]) -> impl Iterator<Item = &Text> {
    let of_rank = |rank: usize| {
        let place = |text: &Text| ["prompt", "workflow"].iter().position(|key| text.key == *key);
        texts.iter().filter(move |text| place(text).unwrap_or(2) == rank)
    };
    (0..3).flat_map(of_rank)
}

/// Whether readers take what stands before the colon for a key.
fn is_key(key: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_- .".contains(&byte);
    !key.is_empty() && key.len() <= MAX_KEY && key.bytes().all(is_plain)
}

struct Entry {
    tag: u16,
    value: Vec<u8>,
}

impl Entry {
    /// How long an entry is in the directory.
    const LENGTH: usize = 12;

    /// Up to four bytes stand in place of their offset.
    fn is_inline(&self) -> bool {
        self.value.len() <= 4
    }
}

fn spell(entries: &[Entry]) -> Vec<u8> {
    let mut directory = number16(entries.len()).to_vec();
    let mut values = Vec::new();
    let start = HEADER.len() + 2 + entries.len() * Entry::LENGTH + 4;
    for entry in entries {
        directory.extend(entry.tag.to_be_bytes());
        directory.extend(ASCII.to_be_bytes());
        directory.extend(number32(entry.value.len()));
        if entry.is_inline() {
            let mut value = entry.value.clone();
            value.resize(4, 0);
            directory.extend(value);
        } else {
            directory.extend(number32(start + values.len()));
            values.extend(&entry.value);
        }
    }
    // There is no further directory.
    directory.extend([0; 4]);
    [MARK, &HEADER, &directory, &values].concat()
}

fn number16(number: usize) -> [u8; 2] {
    u16::try_from(number).expect("BUG: there are fewer tags than numbers").to_be_bytes()
}

fn number32(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("BUG: blocks are bounded by 32 bits").to_be_bytes()
}
