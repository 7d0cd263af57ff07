//! Reads what the first bytes of a picture say of it.
//!
//! One module a format. Nothing is decoded, so that a picture of any size costs the same.

mod avif;
mod bmp;
mod gif;
pub(super) mod jpeg;
pub(super) mod png;
pub(super) mod webp;

use image::metadata::Orientation;

use super::sniff::PictureFormat;

/// The header of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// The width as stored.
    pub(super) width: u32,
    /// The height as stored.
    pub(super) height: u32,
    /// Whether there is more than one frame.
    pub(super) animated: bool,
    /// How the stored picture has to be turned before it is shown.
    pub(super) orientation: Orientation,
}

impl Header {
    /// A still picture that is shown as it is stored.
    fn still(width: u32, height: u32) -> Self {
        Self { width, height, animated: false, orientation: Orientation::NoTransforms }
    }

    /// Width with height as shown.
    pub(super) fn shown(&self) -> (u32, u32) {
        match self.orientation {
            Orientation::NoTransforms
            | Orientation::Rotate180
            | Orientation::FlipHorizontal
            | Orientation::FlipVertical => (self.width, self.height),
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (self.height, self.width),
        }
    }
}

/// The header of a picture in one of the formats that are decoded.
pub(super) fn read(format: PictureFormat, head: &[u8]) -> Option<Header> {
    match format {
        PictureFormat::Png => png::read(head),
        PictureFormat::Jpeg => jpeg::read(head),
        PictureFormat::Webp => webp::read(head),
        PictureFormat::Gif => gif::read(head),
    }
}

/// The header of a picture in a format that is known but not decoded.
pub(super) fn read_foreign(mime_type: &str, head: &[u8]) -> Option<Header> {
    match mime_type {
        "image/bmp" => bmp::read(head),
        "image/avif" | "image/heic" => avif::read(head),
        _ => None,
    }
}

/// How a block of EXIF, with or without its mark, says that the picture lies.
fn orientation(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// A number of three bytes, the least first.
fn le_u24(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = *bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}
