//! Times thumbnails of what ComfyUI saves: PNG of 1024 × 1024, from smooth to mere noise.
//!
//! `cargo bench -p comfy-mcp` prints the best of many, since other programs only ever add; a
//! thumbnail is to take 15 ms in all, and 52 kB unless the picture is mere noise.
#![allow(clippy::print_stdout, reason = "the report is what a benchmark is run for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use comfy_mcp::media::{Picture, ThumbnailLimits, compress, sniff, thumbnail};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{Rgb, RgbImage};

const SIDE: u32 = 1024;

fn main() {
    for grain in [0, 16, 64, 128, 256] {
        let png = save(&picture(grain));
        println!("grain {grain}: {} kB of PNG", png.len() / 1000);
        report("  sniff", || sniff(&png, "a.png"));
        report("  decode", || Picture::decode(&png));
        report("  thumbnail", || thumbnail(&png, ThumbnailLimits::default()));
        if let Ok(small) = thumbnail(&png, ThumbnailLimits::default()) {
            println!("  {} × {}, {} bytes", small.width, small.height, small.bytes.len());
        }
        let start = Instant::now();
        let quality = compress(&png, 600_000).ok().and_then(|compressed| compressed.quality);
        println!("  compress to 600 kB: {:?}, quality {quality:?}", start.elapsed());
    }
}

/// The PNG of a picture, packed as ComfyUI does.
fn save(pixels: &RgbImage) -> Vec<u8> {
    let mut png = Vec::new();
    let packing = CompressionType::Level(4);
    let encoder = PngEncoder::new_with_quality(&mut png, packing, FilterType::Adaptive);
    let saved = pixels.write_with_encoder(encoder);
    saved.expect("BUG: pictures of this size are written");
    png
}

/// Waves in three colours, with noise of `grain` levels.
fn picture(grain: u32) -> RgbImage {
    let mut lots = 1_u64;
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let wave = |length: f64, turn: f64| {
            let (x, y) = (f64::from(x) / length, f64::from(y) / length);
            ((x + turn).sin() * (y * 1.3 - turn).cos() + (x * 7.0 + y * 5.0).sin() * 0.3) * 80.0
        };
        Rgb([(170.0, 0.3), (113.0, 1.3), (79.0, 2.1)].map(|(length, turn)| {
            lots = lots.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let noise = (lots >> 40) % u64::from(grain.max(1));
            let level = wave(length, turn) + 128.0 - f64::from(grain) / 2.0 + noise as f64;
            level.clamp(0.0, 255.0) as u8
        }))
    })
}

fn report<T>(what: &str, mut make: impl FnMut() -> T) {
    let best = (0..40).map(|_| time(&mut make)).min().unwrap_or_default();
    println!("{what}: {best:?}");
}

fn time<T>(make: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    black_box(make());
    start.elapsed()
}
