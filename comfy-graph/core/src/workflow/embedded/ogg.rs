//! Reads the comments of Opus, Vorbis or FLAC streams in Ogg.

use super::cursor::{Cursor, Flaw};
use super::flac::{COMMENTS, read_comments};
use super::texts::Texts;

/// How many streams are followed; sound with pictures has a few.
const MAX_STREAMS: usize = 16;

/// A stream up to its second packet, which holds the comments.
#[derive(Debug, Default)]
struct Stream {
    serial: [u8; 4],
    packets: usize,
    packet: Vec<u8>,
}

/// Reads up to the comments of each stream.
pub(super) fn read(bytes: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let mut pages = Cursor::new(bytes);
    let mut streams: Vec<Stream> = Vec::new();
    while !pages.is_empty() {
        if pages.array::<4>()? != *b"OggS" {
            return Err(Flaw::Damaged);
        }
        // Version, kind of page, position.
        pages.skip(10)?;
        let serial = pages.array()?;
        // Number of the page, checksum.
        pages.skip(8)?;
        let count = pages.byte()?;
        let lengths = pages.take(usize::from(count))?;
        let Some(stream) = stream_of(serial, &mut streams) else { return Ok(()) };
        for length in lengths {
            stream.add(pages.take(usize::from(*length))?, texts)?;
        }
        // All streams start before any goes on.
        if streams.iter().all(Stream::is_done) {
            return Ok(());
        }
    }
    Err(Flaw::Cut)
}

fn stream_of(serial: [u8; 4], streams: &mut Vec<Stream>) -> Option<&mut Stream> {
    let known = streams.iter().position(|stream| stream.serial == serial);
    if known.is_none() && streams.len() < MAX_STREAMS {
        streams.push(Stream { serial, ..Stream::default() });
        return streams.last_mut();
    }
    known.map(|place| &mut streams[place])
}

impl Stream {
    fn is_done(&self) -> bool {
        self.packets > 1
    }

    /// Adds a piece of a packet; one shorter than 255 bytes is its last.
    fn add(&mut self, piece: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
        if self.is_done() {
            return Ok(());
        }
        self.packet.extend_from_slice(piece);
        if piece.len() == 255 {
            return Ok(());
        }
        self.packets += 1;
        let packet = std::mem::take(&mut self.packet);
        if self.is_done() { read_packet(&packet, texts) } else { Ok(()) }
    }
}

fn read_packet(packet: &[u8], texts: &mut Texts) -> Result<(), Flaw> {
    let comments = packet
        .strip_prefix(b"OpusTags")
        .or_else(|| packet.strip_prefix(b"\x03vorbis"))
        .or_else(|| flac_comments(packet));
    comments.map_or(Ok(()), |comments| read_comments(Cursor::new(comments), texts))
}

/// A FLAC block with its four bytes of type and length.
fn flac_comments(packet: &[u8]) -> Option<&[u8]> {
    let (header, comments) = packet.split_first_chunk::<4>()?;
    (header[0] & 0x7f == COMMENTS).then_some(comments)
}
