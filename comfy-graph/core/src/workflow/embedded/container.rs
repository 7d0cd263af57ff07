//! Tells kinds of files by their first bytes.
//!
//! Never by the file's extension: downloads and message boards rename files.

use crate::workflow::error::Foreign;

/// A kind of file that may hold a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Container {
    /// JSON text, which is the workflow.
    #[error("JSON text")]
    Json,
    /// A still PNG.
    #[error("a PNG picture")]
    Png,
    /// An animated PNG.
    #[error("an animated PNG")]
    Apng,
    /// AVIF or HEIF.
    #[error("an AVIF or HEIF picture")]
    Avif,
    /// WebP, still or animated.
    #[error("a WebP picture")]
    Webp,
    /// JPEG, which no node of ComfyUI itself writes, but packs and converters do.
    #[error("a JPEG picture")]
    Jpeg,
    /// FLAC.
    #[error("a FLAC sound")]
    Flac,
    /// MP3.
    #[error("an MP3 sound")]
    Mp3,
    /// Ogg, be it Opus, Vorbis or FLAC inside.
    #[error("an Ogg sound")]
    Ogg,
    /// MP4, M4V or MOV.
    #[error("an MP4 or MOV video")]
    Mp4,
    /// WebM or MKV.
    #[error("a WebM or MKV video")]
    Matroska,
    /// A latent or model in the safetensors format.
    #[error("a latent or model file")]
    Safetensors,
    /// A binary glTF scene.
    #[error("a GLB scene")]
    Glb,
    /// SVG.
    #[error("an SVG picture")]
    Svg,
}

/// What the first bytes say.
#[derive(Debug)]
pub(super) enum Magic {
    Known(Container),
    Foreign(Foreign),
    Unknown,
}

/// The kind of the file that `bytes` are.
pub(super) fn tell(bytes: &[u8]) -> Magic {
    if let Some(container) = binary(bytes) {
        Magic::Known(container)
    } else if let Some(kind) = foreign(bytes) {
        Magic::Foreign(kind)
    } else {
        text(bytes).map_or(Magic::Unknown, Magic::Known)
    }
}

/// The marks of UTF-16, which Windows' shell puts before JSON.
const UTF_16_MARKS: [[u8; 2]; 2] = [[0xff, 0xfe], [0xfe, 0xff]];

fn has_utf_16_mark(bytes: &[u8]) -> bool {
    UTF_16_MARKS.iter().any(|mark| bytes.starts_with(mark))
}

fn binary(bytes: &[u8]) -> Option<Container> {
    let at = |place: usize, magic: &[u8]| bytes.get(place..).is_some_and(|b| b.starts_with(magic));
    Some(match bytes {
        _ if at(0, super::png::SIGNATURE) && super::png::is_animated(bytes) => Container::Apng,
        _ if at(0, super::png::SIGNATURE) => Container::Png,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => Container::Webp,
        _ if at(0, super::jpeg::SIGNATURE) => Container::Jpeg,
        _ if super::flac::is_flac(bytes) => Container::Flac,
        _ if at(0, b"ID3") || is_mpeg_frame(bytes) => Container::Mp3,
        _ if at(0, b"OggS") => Container::Ogg,
        _ if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) => Container::Matroska,
        _ if at(0, b"glTF") => Container::Glb,
        _ if is_still(bytes) => Container::Avif,
        _ if is_video(bytes) => Container::Mp4,
        _ if at(4, &[0; 4]) && at(8, b"{") => Container::Safetensors,
        _ => return None,
    })
}

/// Whether an MPEG frame of layer 1 to 3 starts; layer 0 would be AAC.
fn is_mpeg_frame(bytes: &[u8]) -> bool {
    let is_frame =
        matches!(bytes, [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0);
    is_frame && !has_utf_16_mark(bytes)
}

fn is_still(bytes: &[u8]) -> bool {
    let brands: [&[u8]; 6] = [b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"];
    bytes.get(4..12).is_some_and(|start| {
        start.strip_prefix(b"ftyp").is_some_and(|brand| brands.contains(&brand))
    })
}

/// Old MOV files have no `ftyp` box.
fn is_video(bytes: &[u8]) -> bool {
    let kinds: [&[u8]; 6] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"];
    bytes.get(4..8).is_some_and(|kind| kinds.contains(&kind))
}

fn foreign(bytes: &[u8]) -> Option<Foreign> {
    Some(match bytes {
        [b'G', b'I', b'F', b'8', ..] => Foreign::Gif,
        [b'P', b'K', 3, 4, ..] => Foreign::Zip,
        _ => return None,
    })
}

/// Text that is not JSON, or not UTF-8, is called so anyway: its error names the place.
fn text(bytes: &[u8]) -> Option<Container> {
    if has_utf_16_mark(bytes) {
        return Some(Container::Json);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_plain = || std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    match bytes {
        [b'<', ..] if super::svg::is_svg(bytes) => Some(Container::Svg),
        [b'{' | b'[', second, ..] if *second != 0 => Some(Container::Json),
        _ => is_plain().then_some(Container::Json),
    }
}
