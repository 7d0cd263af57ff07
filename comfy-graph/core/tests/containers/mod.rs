//! Builds tiny files of every kind, as short as they get.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// A key with its text.
pub(crate) type Keyed<'a> = (&'a str, &'a str);

/// Joins pieces.
fn join(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

fn be32(number: usize) -> [u8; 4] {
    (number as u32).to_be_bytes()
}

fn le32(number: usize) -> [u8; 4] {
    (number as u32).to_le_bytes()
}

/// A PNG of `chunks`, with a header and an end.
pub(crate) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let (start, end) = (chunk(b"IHDR", &[0; 13]), chunk(b"IEND", b""));
    join(&[b"\x89PNG\r\n\x1a\n", &start, &chunks.concat(), &end])
}

pub(crate) fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    join(&[&be32(content.len()), kind, content, &[0; 4]])
}

pub(crate) fn text_chunk(kind: &[u8; 4], (key, text): Keyed<'_>) -> Vec<u8> {
    chunk(kind, &join(&[key.as_bytes(), b"\0", text.as_bytes()]))
}

/// A `zTXt` chunk.
pub(crate) fn packed_chunk((key, text): Keyed<'_>) -> Vec<u8> {
    let packed = compress_to_vec_zlib(text.as_bytes(), 1);
    chunk(b"zTXt", &join(&[key.as_bytes(), b"\0\0", &packed]))
}

/// An `iTXt` chunk, plain.
pub(crate) fn international_chunk((key, text): Keyed<'_>) -> Vec<u8> {
    chunk(b"iTXt", &join(&[key.as_bytes(), b"\0\0\0en\0key\0", text.as_bytes()]))
}

/// An `iTXt` chunk, packed.
pub(crate) fn packed_international_chunk((key, text): Keyed<'_>) -> Vec<u8> {
    let packed = compress_to_vec_zlib(text.as_bytes(), 1);
    chunk(b"iTXt", &join(&[key.as_bytes(), b"\0\x01\0\0\0", &packed]))
}

/// A WebP with a picture chunk of odd length before its EXIF.
pub(crate) fn webp(exif: &[u8]) -> Vec<u8> {
    let pad: &[u8] = if exif.len() % 2 == 1 { b"\0" } else { b"" };
    let chunks = join(&[b"VP8L\x01\0\0\0\x2f\0EXIF", &le32(exif.len()), exif, pad]);
    join(&[b"RIFF", &le32(chunks.len() + 4), b"WEBP", &chunks])
}

/// A JPEG with a segment before its EXIF, and fill bytes between them.
pub(crate) fn jpeg(exif: &[u8]) -> Vec<u8> {
    let length = (exif.len() as u16 + 8).to_be_bytes();
    let start = b"\xff\xd8\xff\xe0\0\x04JF\xff\xff\xff\xe1";
    join(&[start, &length, b"Exif\0\0", exif, b"\xff\xda\0\x02\x10\xff\xd9"])
}

/// Which end of a number comes first.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    Big,
    Little,
}

impl Order {
    fn short(self, number: usize) -> [u8; 2] {
        let number = number as u16;
        match self {
            Self::Big => number.to_be_bytes(),
            Self::Little => number.to_le_bytes(),
        }
    }

    fn long(self, number: usize) -> [u8; 4] {
        match self {
            Self::Big => be32(number),
            Self::Little => le32(number),
        }
    }
}

/// EXIF with `key:text` entries under descending tags.
pub(crate) fn exif(order: Order, texts: &[Keyed<'_>]) -> Vec<u8> {
    let mark = match order {
        Order::Big => b"MM",
        Order::Little => b"II",
    };
    let mut directory = order.short(texts.len()).to_vec();
    let mut values = Vec::new();
    let values_start = 8 + 2 + 12 * texts.len() + 4;
    for (place, (key, text)) in texts.iter().enumerate() {
        let value = format!("{key}:{text}\0");
        directory.extend(entry(order, 0x110 - place, value.len(), values_start + values.len()));
        values.extend(value.as_bytes());
    }
    directory.extend([0; 4]);
    join(&[mark, &order.short(42), &order.long(8), &directory, &values])
}

/// A directory entry of ASCII text.
pub(crate) fn entry(order: Order, tag: usize, length: usize, start: usize) -> Vec<u8> {
    join(&[&order.short(tag), &order.short(2), &order.long(length), &order.long(start)])
}

/// Comments as FLAC, Vorbis and Opus hold them.
fn comments(texts: &[Keyed<'_>]) -> Vec<u8> {
    let mut bytes = join(&[&le32(3), b"enc", &le32(texts.len())]);
    for (key, text) in texts {
        let comment = format!("{key}={text}");
        bytes.extend(join(&[&le32(comment.len()), comment.as_bytes()]));
    }
    bytes
}

pub(crate) fn flac(texts: &[Keyed<'_>]) -> Vec<u8> {
    let comments = comments(texts);
    let length = be32(comments.len());
    join(&[b"fLaC\0\0\0\x02xx", &[0x84], &length[1..], &comments])
}

/// One Ogg stream, a page for each packet of up to 255 · 255 bytes.
pub(crate) fn ogg(header: &[u8], mark: &[u8], texts: &[Keyed<'_>]) -> Vec<u8> {
    let comments = join(&[mark, &comments(texts)]);
    join(&[&page(1, header), &page(1, &comments)])
}

/// A page with the whole of `packet`.
pub(crate) fn page(serial: u8, packet: &[u8]) -> Vec<u8> {
    let mut lengths = vec![255; packet.len() / 255];
    lengths.push((packet.len() % 255) as u8);
    let position = [&[0; 8][..], &[serial, 0, 0, 0], &[0; 8]].concat();
    join(&[b"OggS\0\0", &position, &[lengths.len() as u8], &lengths, packet])
}

/// An MP3 with an ID3 tag of `frames` and padding.
pub(crate) fn mp3(version: u8, frames: &[Vec<u8>]) -> Vec<u8> {
    let frames = join(&[&frames.concat(), &[0; 8]]);
    join(&[b"ID3", &[version, 0, 0], &seven_bits(frames.len()), &frames, b"\xff\xfb"])
}

/// A frame of the user's text; `content` starts with its encoding.
pub(crate) fn id3_frame(version: u8, content: &[u8]) -> Vec<u8> {
    let length = if version == 4 { seven_bits(content.len()) } else { be32(content.len()) };
    join(&[b"TXXX", &length, &[0; 2], content])
}

fn seven_bits(number: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (number >> shift) as u8 & 0x7f)
}

/// An AVIF whose second item is EXIF, after a gap as wide as its name.
pub(crate) fn avif(exif: &[u8]) -> Vec<u8> {
    let item = |number: u8, kind: &[u8]| {
        mp4_box(b"infe", &join(&[&[2, 0, 0, 0, 0, number, 0, 0], kind, b"\0"]))
    };
    let items = join(&[&[0; 5], &[2], &item(1, b"av01"), &item(2, b"Exif")]);
    let data = join(&[&be32(6), b"Exif\0\0", exif]);
    let place = |number: u8, start: usize, length: usize| {
        join(&[&[0, number, 0, 0, 0, 1], &be32(start), &be32(length)])
    };
    let file = |start: usize| {
        let places =
            join(&[&[0; 4], b"\x44\0\0\x02", &place(1, 0, 1), &place(2, start, data.len())]);
        let meta = join(&[&[0; 4], &mp4_box(b"iinf", &items), &mp4_box(b"iloc", &places)]);
        join(&[&mp4_box(b"ftyp", b"avif\0\0\0\0"), &mp4_box(b"meta", &meta), &be32(data.len() + 8)])
    };
    let start = file(0).len() + 4;
    join(&[&file(start), b"mdat", &data])
}

/// A box of MP4.
pub(crate) fn mp4_box(kind: &[u8], content: &[u8]) -> Vec<u8> {
    join(&[&be32(content.len() + 8), kind, content])
}

/// The `keys` with their `ilst`, behind a handler.
pub(crate) fn mp4_meta(texts: &[Keyed<'_>]) -> Vec<u8> {
    let (mut keys, mut items) = (join(&[&[0; 4], &be32(texts.len())]), Vec::new());
    for (place, (key, text)) in texts.iter().enumerate() {
        keys.extend(mp4_box(b"mdta", key.as_bytes()));
        let value = mp4_box(b"data", &join(&[&be32(1), &be32(0), text.as_bytes()]));
        items.extend(mp4_box(&be32(place + 1), &value));
    }
    join(&[&mp4_box(b"hdlr", &[0; 4]), &mp4_box(b"keys", &keys), &mp4_box(b"ilst", &items)])
}

/// An MP4 with `boxes` in its `moov`, behind the sound and pictures.
pub(crate) fn mp4(boxes: &[u8]) -> Vec<u8> {
    let long = join(&[&be32(1), b"mdat", &be32(0), &be32(18), b"xx"]);
    join(&[&mp4_box(b"ftyp", b"isom\0\0\0\0"), &long, &mp4_box(b"moov", boxes)])
}

/// An element of Matroska.
pub(crate) fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (1_u64 << 56 | content.len() as u64).to_be_bytes();
    join(&[id, &length, content])
}

pub(crate) const SEGMENT: &[u8] = &[0x18, 0x53, 0x80, 0x67];

/// The tags of a Matroska segment.
pub(crate) fn matroska_tags(texts: &[Keyed<'_>]) -> Vec<u8> {
    let mut tags = Vec::new();
    for (key, text) in texts {
        let name = element(&[0x45, 0xa3], key.as_bytes());
        let text = element(&[0x44, 0x87], text.as_bytes());
        tags.extend(element(&[0x67, 0xc8], &join(&[&name, &text])));
    }
    element(&[0x12, 0x54, 0xc3, 0x67], &element(&[0x73, 0x73], &tags))
}

/// A Matroska file of one segment.
pub(crate) fn matroska(segment: &[u8]) -> Vec<u8> {
    let header = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    join(&[&header, &element(SEGMENT, segment)])
}

/// A safetensors file of the JSON `header` with two bytes of data.
pub(crate) fn safetensors(header: &str) -> Vec<u8> {
    join(&[&(header.len() as u64).to_le_bytes(), header.as_bytes(), b"xx"])
}

/// A scene of the JSON chunk `json`.
pub(crate) fn glb(json: &str) -> Vec<u8> {
    join(&[b"glTF\x02\0\0\0", &le32(json.len() + 20), &le32(json.len()), b"JSON", json.as_bytes()])
}
