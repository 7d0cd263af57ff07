//! Turns pictures into another format.

use super::error::MediaError;
use super::picture::Picture;
use super::scale::{Weight, fit, scale};
use super::texts::{self, Text};
use super::write::{self, Source};

/// A format that pictures are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Lossy WebP.
    Webp,
    /// JPEG, which has no transparency: it is laid on white.
    Jpeg,
    /// PNG, without loss.
    Png,
}

impl Format {
    /// The media type, such as `image/webp`.
    #[must_use]
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// What becomes of the texts that a picture carries, its workflow among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metadata {
    /// They go where ComfyUI puts them: chunks of PNG, EXIF of WebP; and EXIF of JPEG.
    Keep,
    /// They are left out.
    Strip,
}

/// How a picture is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion {
    /// 1 for the smallest, 100 for the best; PNG is always without loss.
    pub quality: u8,
    /// Whether the workflow stays in the file.
    pub metadata: Metadata,
    /// The longest side in pixels; larger pictures are scaled down.
    pub max_dim: Option<u32>,
}

impl Default for Conversion {
    fn default() -> Self {
        Self { quality: 85, metadata: Metadata::Keep, max_dim: None }
    }
}

/// A picture in another format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime_type: &'static str,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Whether frames were lost: of animations the first is taken.
    pub first_frame_only: bool,
    /// The keys of the texts that were kept.
    pub kept: Vec<String>,
    /// The keys of the texts that the format cannot hold; JPEG has place for 64 KiB in all.
    pub dropped: Vec<String>,
}

/// The picture `bytes` in `format`.
///
/// ```
/// use comfy_mcp::media::{Conversion, Format, convert};
///
/// let mut png = std::io::Cursor::new(Vec::new());
/// image::RgbImage::new(64, 64).write_to(&mut png, image::ImageFormat::Png)?;
///
/// let jpeg = convert(&png.into_inner(), Format::Jpeg, Conversion::default())?;
/// assert_eq!(jpeg.mime_type, "image/jpeg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`MediaError`] where the picture cannot be decoded, or is longer than the format holds.
pub fn convert(
    bytes: &[u8],
    format: Format,
    conversion: Conversion,
) -> Result<Converted, MediaError> {
    let picture = Picture::decode(bytes)?;
    let texts = match conversion.metadata {
        Metadata::Keep => texts::read(bytes),
        Metadata::Strip => Vec::new(),
    };
    let own = (picture.width(), picture.height());
    let size = conversion.max_dim.map_or(own, |max_dim| fit(own, max_dim.max(1)));
    let scaled = (size != own).then(|| scale(picture.pixels(), size, Weight::Sharp));
    let source = Source {
        pixels: scaled.as_ref().unwrap_or(picture.pixels()),
        profile: picture.profile(),
        texts: &texts,
    };
    let written = write::write(&source, format, conversion.quality.clamp(1, 100))?;
    let keys = texts.into_iter().map(|Text { key, .. }| key);
    let (kept, dropped) = keys.partition(|key| written.kept.contains(key));
    Ok(Converted {
        bytes: written.bytes,
        mime_type: format.mime_type(),
        width: size.0,
        height: size.1,
        first_frame_only: picture.is_animated(),
        kept,
        dropped,
    })
}

#[cfg(test)]
mod tests {
    use comfy_graph_core::workflow::{FileName, Form, WorkflowFile};
    use image::{DynamicImage, Rgba, RgbaImage};

    use super::super::sniff;
    use super::super::tests::samples::{self, photo, png, with_chunk};
    use super::*;

    const FORMATS: [Format; 3] = [Format::Webp, Format::Jpeg, Format::Png];
    const PROMPT: &str = r#"{"1":{"class_type":"A","inputs":{"x":"gr\u00fcn"}}}"#;
    const EDITOR: &str = r#"{"nodes":[],"links":[],"version":0.4}"#;

    fn chunk(png: &[u8], key: &str, text: &str) -> Vec<u8> {
        with_chunk(png, *b"tEXt", format!("{key}\0{text}").as_bytes())
    }

    /// A picture that carries its prompt and its workflow.
    fn saved() -> Vec<u8> {
        chunk(&chunk(&png(photo(64, 48)), "workflow", EDITOR), "prompt", PROMPT)
    }

    fn convert_to(bytes: &[u8], format: Format) -> Converted {
        convert(bytes, format, Conversion::default()).unwrap()
    }

    fn text(converted: &Converted, key: &str) -> Option<String> {
        let texts = super::super::texts::read(&converted.bytes);
        texts.into_iter().find(|text| text.key == key).map(|text| text.text)
    }

    #[test]
    fn files_are_of_the_format_that_was_asked_for() {
        let sources = [
            saved(),
            samples::jpeg(&photo(64, 48), b""),
            samples::encode(photo(64, 48), image::ImageFormat::WebP),
            samples::encode(photo(64, 48), image::ImageFormat::Gif),
        ];

        for source in sources {
            for format in FORMATS {
                let converted = convert_to(&source, format);
                let facts = sniff(&converted.bytes, "");
                assert_eq!(
                    (facts.mime_type, converted.mime_type),
                    (format.mime_type(), format.mime_type())
                );
                assert_eq!((facts.width, facts.height), (Some(64), Some(48)));
                Picture::decode(&converted.bytes).unwrap();
            }
        }
    }

    #[test]
    fn png_keeps_every_pixel() {
        let glass =
            DynamicImage::from(RgbaImage::from_fn(9, 7, |x, y| Rgba([x as u8, y as u8, 3, 40])));
        let grey =
            DynamicImage::from(image::GrayImage::from_fn(9, 7, |x, _| image::Luma([x as u8])));

        for pixels in [photo(9, 7).into(), glass, grey] {
            let converted = convert_to(&png(pixels.clone()), Format::Png);
            assert_eq!(*Picture::decode(&converted.bytes).unwrap().pixels(), pixels);
        }
    }

    #[test]
    fn the_workflow_is_read_back_from_every_format() {
        let source = saved();
        for format in FORMATS {
            for again in FORMATS {
                let converted = convert_to(&convert_to(&source, format).bytes, again);
                let file = WorkflowFile::load(&converted.bytes, FileName::default()).unwrap();
                assert_eq!(file.form(), Form::Editor04, "{format:?}, {again:?}");
                assert_eq!(text(&converted, "prompt").as_deref(), Some(PROMPT));
                assert!(converted.dropped.is_empty());
            }
        }
    }

    #[test]
    fn the_prompt_alone_is_read_back() {
        let source = chunk(&png(photo(64, 48)), "prompt", PROMPT);
        for format in FORMATS {
            let converted = convert_to(&source, format);
            let file = WorkflowFile::load(&converted.bytes, FileName::default()).unwrap();
            assert_eq!(file.form(), Form::Prompt, "{format:?}");
            assert_eq!(converted.kept, ["prompt"]);
        }
    }

    #[test]
    fn texts_are_left_out_on_request() {
        let stripped = Conversion { metadata: Metadata::Strip, ..Conversion::default() };
        for format in FORMATS {
            let converted = convert(&saved(), format, stripped).unwrap();
            assert!(super::super::texts::read(&converted.bytes).is_empty(), "{format:?}");
            assert!(!converted.bytes.array_windows().any(|text| text == b"class_type"));
        }
    }

    #[test]
    fn texts_that_are_not_ascii_stay() {
        let text_of = "grün, 緑";
        let source =
            with_chunk(&png(photo(8, 8)), *b"iTXt", format!("note\0\0\0\0\0{text_of}").as_bytes());
        for format in FORMATS {
            assert_eq!(
                text(&convert_to(&source, format), "note").as_deref(),
                Some(text_of),
                "{format:?}"
            );
        }
    }

    #[test]
    fn jpeg_drops_a_workflow_that_is_too_long_before_the_prompt() {
        let long =
            format!(r#"{{"nodes":[],"links":[],"version":0.4,"x":"{}"}}"#, "x".repeat(65_500));
        let source = chunk(&chunk(&png(photo(64, 48)), "workflow", &long), "prompt", PROMPT);

        let jpeg = convert_to(&source, Format::Jpeg);
        let webp = convert_to(&source, Format::Webp);

        assert_eq!(
            (jpeg.kept, jpeg.dropped),
            (vec!["prompt".to_owned()], vec!["workflow".to_owned()])
        );
        assert_eq!(text(&webp, "workflow"), Some(long));
        Picture::decode(&jpeg.bytes).unwrap();
    }

    #[test]
    fn the_longest_text_that_fits_fills_the_segment() {
        // Mark, header, directory of one, then `prompt:` and a zero.
        let room = 65_533 - (6 + 8 + 2 + 12 + 4) - 8;
        let source = |length: usize| chunk(&png(photo(8, 8)), "prompt", &"x".repeat(length));

        assert_eq!(convert_to(&source(room), Format::Jpeg).kept, ["prompt"]);
        assert_eq!(convert_to(&source(room + 1), Format::Jpeg).dropped, ["prompt"]);
        Picture::decode(&convert_to(&source(room), Format::Jpeg).bytes).unwrap();
    }

    #[test]
    fn exif_is_laid_out_as_comfyui_does() {
        let converted = convert_to(&saved(), Format::Webp);

        let exif = converted.bytes.array_windows().position(|mark| mark == b"Exif\0\0").unwrap();
        let tiff = &converted.bytes[exif + 6..];
        assert_eq!(tiff[..10], *b"MM\0*\0\0\0\x08\0\x02");
        let [make, model] = [10, 22].map(|at| u16::from_be_bytes([tiff[at], tiff[at + 1]]));
        assert_eq!((make, model), (0x010f, 0x0110));
        let text = |at: usize| {
            let number =
                |at: usize| u32::from_be_bytes(*tiff[at..].first_chunk().unwrap()) as usize;
            String::from_utf8(tiff[number(at + 8)..][..number(at + 4)].to_vec()).unwrap()
        };
        assert_eq!(text(10), format!("workflow:{EDITOR}\0"));
        assert_eq!(text(22), format!("prompt:{PROMPT}\0"));
    }

    #[test]
    fn transparency_stays_in_webp_beside_texts() {
        let glass = RgbaImage::from_pixel(32, 32, Rgba([200, 0, 0, 128]));

        let converted = convert_to(&chunk(&png(glass), "prompt", PROMPT), Format::Webp);

        let pixels = Picture::decode(&converted.bytes).unwrap().pixels().to_rgba8();
        assert_eq!(pixels.get_pixel(9, 9).0[3], 128);
    }

    #[test]
    fn jpeg_lays_transparency_on_white() {
        let glass = RgbaImage::from_pixel(32, 32, Rgba([0, 0, 0, 128]));

        let converted = convert_to(&png(glass), Format::Jpeg);

        let pixels = Picture::decode(&converted.bytes).unwrap().pixels().to_rgb8();
        assert!(pixels.get_pixel(9, 9).0.iter().all(|channel| channel.abs_diff(127) < 4));
    }

    #[test]
    fn of_animations_the_first_frame_is_written() {
        let sources = [samples::animated_gif(), samples::animated_webp(), samples::animated_png()];
        for source in sources {
            let converted = convert_to(&source, Format::Png);
            assert!(converted.first_frame_only);
            let pixels = Picture::decode(&converted.bytes).unwrap().pixels().to_rgb8();
            assert_eq!(pixels.get_pixel(3, 3).0, [255, 0, 0]);
        }
    }

    #[test]
    fn pictures_are_scaled_down_but_never_up() {
        let conversion = |max_dim| Conversion { max_dim: Some(max_dim), ..Conversion::default() };
        let size = |max_dim| {
            let converted = convert(&saved(), Format::Webp, conversion(max_dim)).unwrap();
            (converted.width, converted.height)
        };

        assert_eq!(size(32), (32, 24));
        assert_eq!(size(640), (64, 48));
    }

    #[test]
    fn more_quality_takes_more_bytes() {
        let length = |format, quality| {
            let conversion = Conversion { quality, ..Conversion::default() };
            convert(&saved(), format, conversion).unwrap().bytes.len()
        };

        for format in [Format::Webp, Format::Jpeg] {
            assert!(length(format, 90) > length(format, 20), "{format:?}");
        }
    }

    #[test]
    fn a_profile_of_colours_stays() {
        let mut profile = vec![0; 128];
        profile[16..20].copy_from_slice(b"RGB ");
        let webp = samples::encode(photo(8, 8), image::ImageFormat::WebP);
        let source = super::super::riff::extend(webp, (8, 8), &profile, b"");

        for format in FORMATS {
            let converted = convert_to(&source, format);
            let picture = Picture::decode(&converted.bytes).unwrap();
            assert_eq!(picture.profile(), Some(&*profile), "{format:?}");
        }
    }

    #[test]
    fn what_webp_cannot_hold_is_refused() {
        let error =
            convert(&png(photo(17_000, 1)), Format::Webp, Conversion::default()).unwrap_err();

        assert_eq!(
            error.to_string(),
            "`image/webp` holds up to 16383 pixels a side, not `17000×1`; scale it down"
        );
    }
}
