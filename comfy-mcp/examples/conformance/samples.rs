//! Makes the smallest picture and sound that still are ones.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};

/// The media type of [`picture`].
pub(crate) const PNG: &str = "image/png";
/// The media type of [`sound`].
pub(crate) const WAV: &str = "audio/wav";

/// Samples a second of [`sound`].
const RATE: u32 = 8_000;

/// A red square as PNG in Base64.
pub(crate) fn picture() -> String {
    let mut png = Cursor::new(Vec::new());
    let square = RgbImage::from_pixel(8, 8, Rgb([200, 30, 30]));
    square.write_to(&mut png, ImageFormat::Png).expect("BUG: a small picture is always written");
    STANDARD.encode(png.into_inner())
}

/// A tenth of a second of silence as WAV in Base64.
pub(crate) fn sound() -> String {
    // Eight bits, one channel; the middle of the range is silence.
    let samples = vec![128_u8; RATE as usize / 10];
    let length = u32::try_from(samples.len()).expect("BUG: the sound is short");
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    let (uncompressed, channels) = (1_u16, 1_u16);
    wav.extend(uncompressed.to_le_bytes());
    wav.extend(channels.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    let (bytes_each, bits_each) = (1_u16, 8_u16);
    wav.extend(bytes_each.to_le_bytes());
    wav.extend(bits_each.to_le_bytes());
    wav.extend(b"data");
    wav.extend(length.to_le_bytes());
    wav.extend(samples);
    STANDARD.encode(wav)
}
