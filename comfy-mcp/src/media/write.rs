//! Writes pictures with the texts they carry.

use std::borrow::Cow;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder};
use png::text_metadata::{ITXtChunk, TEXtChunk};

use super::convert::Format;
use super::error::MediaError;
use super::exif;
use super::flat::on_white;
use super::lossy::{self, Lossy};
use super::riff;
use super::texts::Text;

/// The longest side that JPEG can hold.
const MAX_JPEG_SIDE: u32 = 65_535;

/// How much EXIF a segment of JPEG can hold: its length, of two bytes, counts itself.
const MAX_JPEG_EXIF: usize = 65_535 - 2;

/// How much EXIF a WebP is given: what readers take of texts in all.
const MAX_WEBP_EXIF: usize = comfy_graph_core::workflow::MAX_TEXT;

/// The method `libwebp` takes by itself.
const METHOD: u8 = 4;

/// How long a keyword of PNG may be.
const MAX_KEYWORD: usize = 79;

/// What is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// The picture.
    pub(super) pixels: &'a DynamicImage,
    /// The ICC profile that says what the colours mean.
    pub(super) profile: Option<&'a [u8]>,
    /// What goes with it.
    pub(super) texts: &'a [Text],
}

/// A file.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    /// The keys of the texts within.
    pub(super) kept: Vec<String>,
}

pub(super) fn write(
    source: &Source<'_>,
    format: Format,
    quality: u8,
) -> Result<Written, MediaError> {
    match format {
        Format::Webp => write_webp(source, quality),
        Format::Jpeg => write_jpeg(source, quality),
        Format::Png => write_png(source).map_err(|source| MediaError::Unwritten {
            mime_type: format.mime_type(),
            source: source.into(),
        }),
    }
}

fn write_webp(source: &Source<'_>, quality: u8) -> Result<Written, MediaError> {
    let plain = lossy::encode(source.pixels, Lossy { quality, method: METHOD })?;
    let exif = exif::block(source.texts, MAX_WEBP_EXIF);
    let size = (source.pixels.width(), source.pixels.height());
    let bytes = riff::extend(plain, size, source.profile.unwrap_or_default(), &exif.bytes);
    Ok(Written { bytes, kept: exif.kept })
}

fn write_jpeg(source: &Source<'_>, quality: u8) -> Result<Written, MediaError> {
    let mime_type = Format::Jpeg.mime_type();
    let (width, height) = (source.pixels.width(), source.pixels.height());
    if width.max(height) > MAX_JPEG_SIDE {
        return Err(MediaError::TooLong { mime_type, max: MAX_JPEG_SIDE, width, height });
    }
    let exif = exif::block(source.texts, MAX_JPEG_EXIF);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    // The encoder writes the mark itself.
    let block = exif.bytes.strip_prefix(exif::MARK).unwrap_or_default();
    let unwritten = |source| MediaError::Unwritten { mime_type, source };
    encoder.set_exif_metadata(block.to_vec()).map_err(|error| unwritten(error.into()))?;
    let profile = source.profile.unwrap_or_default();
    encoder.set_icc_profile(profile.to_vec()).map_err(|error| unwritten(error.into()))?;
    let written = match source.pixels {
        DynamicImage::ImageLuma8(grey) => grey.write_with_encoder(encoder),
        pixels => on_white(pixels).write_with_encoder(encoder),
    };
    written.map_err(|error| unwritten(error.into()))?;
    Ok(Written { bytes, kept: exif.kept })
}

fn write_png(source: &Source<'_>) -> Result<Written, png::EncodingError> {
    let mut header = png::Info::with_size(source.pixels.width(), source.pixels.height());
    header.bit_depth = png::BitDepth::Eight;
    header.color_type = match source.pixels {
        DynamicImage::ImageLuma8(_) => png::ColorType::Grayscale,
        DynamicImage::ImageLumaA8(_) => png::ColorType::GrayscaleAlpha,
        DynamicImage::ImageRgb8(_) => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    };
    header.icc_profile = source.profile.map(Cow::Borrowed);
    let mut kept = Vec::new();
    for text in source.texts.iter().filter(|text| is_keyword(&text.key)) {
        // ComfyUI escapes what is not ASCII, hence writes the simple kind of chunk alone.
        if text.text.is_ascii() {
            header.uncompressed_latin1_text.push(TEXtChunk::new(&*text.key, &*text.text));
        } else {
            header.utf8_text.push(ITXtChunk::new(&*text.key, &*text.text));
        }
        kept.push(text.key.clone());
    }
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::with_info(&mut bytes, header)?.write_header()?;
    writer.write_image_data(source.pixels.as_bytes())?;
    writer.finish()?;
    Ok(Written { bytes, kept })
}

/// Whether PNG takes `key` for a keyword: printing characters of Latin-1, no blanks around.
fn is_keyword(key: &str) -> bool {
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    !key.is_empty() && key.len() <= MAX_KEYWORD && key.trim() == key && key.bytes().all(is_plain)
}
