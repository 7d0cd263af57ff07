//! Draws pictures for tests.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, Frame, ImageEncoder, ImageFormat, RgbImage, Rgba, RgbaImage,
};

/// Numbers that look random and are the same each time.
#[derive(Debug, Clone)]
pub(in crate::media) struct Lots(pub(in crate::media) u64);

impl Lots {
    pub(in crate::media) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(in crate::media) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit as u64).unwrap()
    }

    pub(in crate::media) fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }
}

/// What compresses worst.
pub(in crate::media) fn noise(width: u32, height: u32) -> RgbImage {
    let mut lots = Lots(7);
    RgbImage::from_fn(width, height, |_, _| image::Rgb([lots.byte(), lots.byte(), lots.byte()]))
}

/// Soft shapes with some grain, as of a photograph.
pub(in crate::media) fn photo(width: u32, height: u32) -> RgbImage {
    let mut lots = Lots(3);
    RgbImage::from_fn(width, height, |x, y| {
        let wave = |length: u32, shift: u32| {
            let turn = f64::from(x + shift) / f64::from(length) + f64::from(y) / 90.0;
            turn.sin() * 60.0 + 128.0
        };
        image::Rgb([(37, 0), (61, 20), (97, 50)].map(|(length, shift)| {
            let grain = f64::from(lots.byte() % 16);
            (wave(length, shift) + grain) as u8
        }))
    })
}

pub(in crate::media) fn encode(pixels: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    pixels.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(in crate::media) fn png(pixels: impl Into<DynamicImage>) -> Vec<u8> {
    encode(pixels, ImageFormat::Png)
}

/// The start of a PNG that has not much more.
pub(in crate::media) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(RgbImage::new(1, 1));
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

/// `png` with a chunk behind its header.
pub(in crate::media) fn with_chunk(png: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let named = [&kind[..], content].concat();
    [header, &length, &named, &crc(&named).to_be_bytes(), rest].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// EXIF that says nothing but how the picture lies.
pub(in crate::media) fn turned(orientation: u8) -> Vec<u8> {
    let entry = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    [&b"MM\0*\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
}

pub(in crate::media) fn jpeg(pixels: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder.write_image(pixels, pixels.width(), pixels.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// An animation of two frames: red, then blue.
pub(in crate::media) fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for color in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(12, 8, Rgba(color)))).unwrap();
    }
    drop(encoder);
    bytes
}

/// An animation of two frames: red, then blue.
pub(in crate::media) fn animated_webp() -> Vec<u8> {
    let mut settings = webp::WebPConfig::new().unwrap();
    settings.lossless = 1;
    let mut encoder = webp::AnimEncoder::new(12, 8, &settings);
    let frames = [[255, 0, 0, 255], [0, 0, 255, 255]].map(|color: [u8; 4]| color.repeat(12 * 8));
    for (time, frame) in (0..).step_by(100).zip(&frames) {
        encoder.add_frame(webp::AnimFrame::from_rgba(frame, 12, 8, time));
    }
    encoder.encode().to_vec()
}

/// An animation of two frames: red, then blue.
pub(in crate::media) fn animated_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 12, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for color in [[255, 0, 0], [0, 0, 255]] {
        writer.write_image_data(&color.repeat(12 * 8)).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// A grey JPEG of 8 × 8 in four colours, as programs for printing write.
pub(in crate::media) fn cmyk_jpeg() -> Vec<u8> {
    // One code each: a difference of nothing, and the end of the block.
    let table = |class: u8| [&[0xff, 0xc4, 0, 20, class, 1][..], &[0; 15], &[0]].concat();
    let components: Vec<u8> = (1..=4).flat_map(|id| [id, 0x11, 0]).collect();
    let scanned: Vec<u8> = (1..=4).flat_map(|id| [id, 0]).collect();
    [
        &b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0"[..],
        &[&[0xff, 0xdb, 0, 67, 0][..], &[1; 64]].concat(),
        &[&[0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4][..], &components].concat(),
        &table(0x00),
        &table(0x10),
        &[&[0xff, 0xda, 0, 14, 4][..], &scanned, &[0, 63, 0, 0]].concat(),
        b"\xff\xd9",
    ]
    .concat()
}
