//! Tells what a file is by its first bytes.
//!
//! Its name counts only where the bytes say nothing: browsers and people rename files.

use super::header::{self, jpeg, png, webp};

/// A format of pictures that is decoded here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureFormat {
    /// PNG, still or animated.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, still or animated.
    Webp,
    /// GIF, still or animated.
    Gif,
}

impl PictureFormat {
    /// The format of the picture that starts with `head`.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        Some(match head {
            _ if head.starts_with(png::SIGNATURE) => Self::Png,
            _ if head.starts_with(jpeg::SIGNATURE) => Self::Jpeg,
            _ if webp::is_webp(head) => Self::Webp,
            _ if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") => Self::Gif,
            _ => return None,
        })
    }

    /// The media type, such as `image/png`.
    #[must_use]
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// The usual extension of files, without dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The media type; `application/octet-stream` where neither bytes nor name tell one.
    pub mime_type: &'static str,
    /// Pixels from left to right, as shown, where a picture's header says.
    pub width: Option<u32>,
    /// Pixels from top to bottom, as shown, where a picture's header says.
    pub height: Option<u32>,
    /// Whether a picture has more than one frame.
    pub animated: bool,
}

/// What the file called `file_name` is, which starts with `head`; 64 KiB are mostly enough.
///
/// Width and height are those of the picture as it is shown: where EXIF says that it lies on its
/// side, they are swapped, as ComfyUI loads it and [`Picture::decode`](super::Picture::decode)
/// gives it. WebP keeps EXIF behind its pixels, so a head that ends before it gives the size as
/// stored.
///
/// ```
/// use comfy_mcp::media::sniff;
///
/// let facts = sniff(b"GIF89a\x20\x00\x10\x00\x00\x00\x00;", "mislabelled.png");
/// assert_eq!((facts.mime_type, facts.width, facts.height), ("image/gif", Some(32), Some(16)));
///
/// assert_eq!(sniff(b"", "ComfyUI_00001_.glb").mime_type, "model/gltf-binary");
/// ```
#[must_use]
pub fn sniff(head: &[u8], file_name: &str) -> Facts {
    let (mime_type, header) = match PictureFormat::of(head) {
        Some(format) => (format.mime_type(), header::read(format, head)),
        None => {
            let mime_type = by_content(head).unwrap_or_else(|| by_name(file_name));
            (mime_type, header::read_foreign(mime_type, head))
        }
    };
    let (width, height) = header.map(|header| header.shown()).unzip();
    Facts { mime_type, width, height, animated: header.is_some_and(|header| header.animated) }
}

/// The media type that magic numbers tell.
fn by_content(head: &[u8]) -> Option<&'static str> {
    let at = |place: usize, magic: &[u8]| head.get(place..).is_some_and(|b| b.starts_with(magic));
    Some(match head {
        // Two letters are few for a magic number: the four zeros of reserved bytes go with them.
        _ if at(0, b"BM") && at(6, &[0; 4]) => "image/bmp",
        _ if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        _ if at(4, b"ftyp") => by_brand(head.get(8..12)?),
        _ if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) => matroska(head),
        _ if at(0, b"fLaC") => "audio/flac",
        _ if at(0, b"ID3") => "audio/mpeg",
        _ if at(0, b"OggS") && at(28, b"\x80theora") => "video/ogg",
        _ if at(0, b"OggS") => "audio/ogg",
        _ if at(0, b"glTF") => "model/gltf-binary",
        _ => return None,
    })
}

/// The media type of files made of boxes, by what the first of them says they comply with.
fn by_brand(brand: &[u8]) -> &'static str {
    match brand {
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"mif1" | b"msf1" => "image/heic",
        b"M4A " | b"M4B " => "audio/mp4",
        b"qt  " => "video/quicktime",
        _ => "video/mp4",
    }
}

/// WebM is Matroska that says so within its header.
fn matroska(head: &[u8]) -> &'static str {
    let header = &head[..head.len().min(64)];
    let is_webm = header.windows(4).any(|name| name == b"webm");
    if is_webm { "video/webm" } else { "video/x-matroska" }
}

/// The media type that the extension tells.
fn by_name(file_name: &str) -> &'static str {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    // The tables of `mime_guess` are those of old systems, where these mean something else or
    // nothing.
    match &*extension.to_ascii_lowercase() {
        "m4a" => "audio/mp4",
        "obj" => "model/obj",
        "stl" => "model/stl",
        _ => mime_guess::from_ext(extension).first_raw().unwrap_or("application/octet-stream"),
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::super::tests::samples;
    use super::*;

    fn size(head: &[u8]) -> (&'static str, Option<u32>, Option<u32>) {
        let facts = sniff(head, "");
        (facts.mime_type, facts.width, facts.height)
    }

    #[test]
    fn headers_give_the_size_without_the_rest() {
        let plain = RgbImage::new(70, 50);
        let lossy = super::super::convert(
            &samples::png(plain.clone()),
            super::super::Format::Webp,
            super::super::Conversion::default(),
        );
        let files = [
            samples::png(plain.clone()),
            samples::jpeg(&plain, &[0; 300]),
            samples::encode(plain.clone(), ImageFormat::WebP),
            lossy.unwrap().bytes,
            samples::encode(plain, ImageFormat::Gif),
        ];

        for (file, length) in files.iter().zip([33, 600, 30, 30, 14]) {
            let (mime_type, width, height) = size(&file[..length.min(file.len())]);
            assert_eq!((width, height), (Some(70), Some(50)), "{mime_type}");
        }
    }

    #[test]
    fn a_head_that_ends_before_the_size_gives_the_type_alone() {
        let jpeg = samples::jpeg(&RgbImage::new(70, 50), &[0; 300]);

        assert_eq!(size(&jpeg[..200]), ("image/jpeg", None, None));
    }

    #[test]
    fn animations_are_told_from_still_pictures() {
        let still = RgbImage::new(4, 4);
        let animated = |bytes: Vec<u8>| sniff(&bytes, "").animated;

        assert!(animated(samples::animated_gif()));
        assert!(animated(samples::animated_webp()));
        assert!(animated(samples::animated_png()));
        assert!(!animated(samples::png(still.clone())));
        assert!(!animated(samples::encode(still.clone(), ImageFormat::Gif)));
        assert!(!animated(samples::encode(still, ImageFormat::WebP)));
    }

    #[test]
    fn a_repeating_gif_is_animated_before_its_second_frame() {
        let head = b"GIF89a\x04\0\x04\0\0\0\0\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";

        assert!(sniff(head, "").animated);
    }

    #[test]
    fn pictures_that_are_not_decoded_have_a_size() {
        let avif = b"\0\0\0\x1cftypavif\0\0\0\0ispe\0\0\0\0\0\0\x02\0\0\0\x01\0\
            ispe\0\0\0\0\0\0\0\x10\0\0\0\x10";
        let new = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x10\0\0\0\xf8\xff\xff\xff";
        let old = b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x10\0\x08\0";

        assert_eq!(size(avif), ("image/avif", Some(512), Some(256)));
        assert_eq!(size(new), ("image/bmp", Some(16), Some(8)));
        assert_eq!(size(old), ("image/bmp", Some(16), Some(8)));
    }

    #[test]
    fn contents_count_more_than_names() {
        let png = samples::png(RgbImage::new(1, 1));

        assert_eq!(sniff(&png, "a.jpg").mime_type, "image/png");
        assert_eq!(sniff(b"glTF\x02\0\0\0", "a.txt").mime_type, "model/gltf-binary");
    }

    #[test]
    fn containers_are_told_by_their_first_bytes() {
        let files: [(&[u8], &str); 11] = [
            (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
            (b"fLaC\0\0\0\x22", "audio/flac"),
            (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13OpusHead", "audio/ogg"),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\x80theora", "video/ogg"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "video/x-matroska"),
            (b"\0\0\0\x20ftypisom", "video/mp4"),
            (b"\0\0\0\x20ftypqt  ", "video/quicktime"),
            (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
            (b"\0\0\0\x20ftypheic", "image/heic"),
        ];

        for (head, mime_type) in files {
            assert_eq!(sniff(head, "unnamed").mime_type, mime_type);
        }
    }

    #[test]
    fn names_tell_what_contents_do_not() {
        let names = [
            ("a.mp3", "audio/mpeg"),
            ("a.opus", "audio/ogg"),
            ("a.wav", "audio/wav"),
            ("a.webm", "video/webm"),
            ("a.mov", "video/quicktime"),
            ("A.PNG", "image/png"),
            ("a.obj", "model/obj"),
            ("a.glb", "model/gltf-binary"),
            ("a.txt", "text/plain"),
            ("a.json", "application/json"),
            ("a.latent", "application/octet-stream"),
            ("a.safetensors", "application/octet-stream"),
            ("png", "application/octet-stream"),
        ];

        for (name, mime_type) in names {
            assert_eq!(sniff(b"", name).mime_type, mime_type, "{name}");
        }
    }
}
