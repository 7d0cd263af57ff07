//! Hands the bytes of pictures to the decoder of their format.
//!
//! Sizes were checked before: nothing here knows of limits but those for what stands beside the
//! pixels.

use std::error::Error;
use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageBuffer, ImageDecoder, Limits};

use super::error::MediaError;
use super::header::{jpeg, webp};
use super::picture::MAX_PIXELS;
use super::sniff::PictureFormat;

/// How many bytes a decoder may take: the pixels, twice.
const MAX_MEMORY: u64 = 2 * 4 * MAX_PIXELS;

/// What a decoder gave.
pub(super) struct Decoded {
    /// Eight bits a channel, as stored.
    pub(super) pixels: DynamicImage,
    /// The ICC profile.
    pub(super) profile: Option<Vec<u8>>,
}

/// Why a decoder failed.
type Cause = Box<dyn Error + Send + Sync>;

pub(super) fn decode(format: PictureFormat, bytes: &[u8]) -> Result<Decoded, MediaError> {
    let decoded = match format {
        PictureFormat::Png => decode_png(bytes),
        PictureFormat::Jpeg => decode_jpeg(bytes),
        PictureFormat::Webp => decode_webp(bytes),
        PictureFormat::Gif => decode_gif(bytes),
    };
    decoded.map_err(|source| MediaError::Damaged {
        mime_type: format.mime_type(),
        source: Some(source),
    })
}

/// By the crate below `image`, which can leave texts alone and reduce 16 bits row by row.
fn decode_png(bytes: &[u8]) -> Result<Decoded, Cause> {
    let limits = png::Limits { bytes: usize::try_from(MAX_MEMORY).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let size = reader.output_buffer_size().ok_or("the picture does not fit into memory")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels)?;
    let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let (width, height) = (frame.width, frame.height);
    let pixels = match frame.color_type {
        png::ColorType::Grayscale => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
        }
        png::ColorType::GrayscaleAlpha => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLumaA8)
        }
        png::ColorType::Rgb => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
        }
        png::ColorType::Rgba => {
            ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8)
        }
        png::ColorType::Indexed => None,
    };
    Ok(Decoded { pixels: pixels.ok_or("the colours are not expanded")?, profile })
}

fn decode_jpeg(bytes: &[u8]) -> Result<Decoded, Cause> {
    if !jpeg::is_whole(bytes) {
        return Err("the end of the picture is missing".into());
    }
    let mut decoder = JpegDecoder::new(Cursor::new(bytes))?;
    let profile = decoder.icc_profile()?;
    Ok(Decoded { pixels: read(decoder)?, profile })
}

fn decode_webp(bytes: &[u8]) -> Result<Decoded, Cause> {
    let decoder = WebPDecoder::new(Cursor::new(bytes))?;
    // The decoder would reserve what the chunk claims to be long, up to 4 GiB.
    let mut chunks = webp::chunks(bytes).filter(|chunk| chunk.is_whole);
    let profile = chunks.find(|chunk| chunk.kind == *b"ICCP").map(|chunk| chunk.content.to_vec());
    Ok(Decoded { pixels: read(decoder)?, profile })
}

fn decode_gif(bytes: &[u8]) -> Result<Decoded, Cause> {
    let decoder = GifDecoder::new(Cursor::new(bytes))?;
    Ok(Decoded { pixels: read(decoder)?, profile: None })
}

fn read(mut decoder: impl ImageDecoder) -> Result<DynamicImage, Cause> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    decoder.set_limits(limits)?;
    Ok(DynamicImage::from_decoder(decoder)?)
}
