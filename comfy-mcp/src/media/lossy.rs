//! Encodes lossy WebP.

use std::borrow::Cow;

use image::DynamicImage;
use webp::{Encoder, WebPConfig};

use super::error::MediaError;

/// The longest side that WebP can hold.
const MAX_SIDE: u32 = 16_383;

const MIME_TYPE: &str = "image/webp";

/// What is given for size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lossy {
    /// 0 for the smallest, 100 for the best.
    pub(super) quality: u8,
    /// 0 for the fastest, 6 for the smallest of the same quality.
    pub(super) method: u8,
}

/// The picture as lossy WebP, with its transparency if it has any.
pub(super) fn encode(pixels: &DynamicImage, lossy: Lossy) -> Result<Vec<u8>, MediaError> {
    let (width, height) = (pixels.width(), pixels.height());
    if !holds((width, height)) {
        return Err(too_long((width, height)));
    }
    let pixels = colored(pixels);
    let encoder = match &*pixels {
        DynamicImage::ImageRgba8(pixels) => Encoder::from_rgba(pixels, width, height),
        pixels => {
            let pixels = pixels.as_rgb8().expect("BUG: the pixels are in colour");
            Encoder::from_rgb(pixels, width, height)
        }
    };
    let mut settings = WebPConfig::new().expect("BUG: libwebp is of the version that was linked");
    settings.quality = f32::from(lossy.quality);
    settings.method = i32::from(lossy.method);
    match encoder.encode_advanced(&settings) {
        Ok(encoded) => Ok(encoded.to_vec()),
        Err(cause) => {
            let source = format!("libwebp says {cause:?}").into();
            Err(MediaError::Unwritten { mime_type: MIME_TYPE, source })
        }
    }
}

/// Whether WebP can hold a picture of `size`.
pub(super) fn holds((width, height): (u32, u32)) -> bool {
    width.max(height) <= MAX_SIDE
}

/// Why WebP cannot hold a picture of `size`.
pub(super) fn too_long((width, height): (u32, u32)) -> MediaError {
    MediaError::TooLong { mime_type: MIME_TYPE, max: MAX_SIDE, width, height }
}

/// The encoder knows no grey.
fn colored(pixels: &DynamicImage) -> Cow<'_, DynamicImage> {
    match pixels {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => Cow::Borrowed(pixels),
        grey if grey.color().has_alpha() => Cow::Owned(grey.to_rgba8().into()),
        grey => Cow::Owned(grey.to_rgb8().into()),
    }
}
