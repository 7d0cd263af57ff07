//! Makes the file that is published out of an asset's.
//!
//! An extension never lies: a file is as its name says, or gets the name of what it is.

use std::borrow::Cow;

use super::asset::{CompressionInfo, PublishRequest, Source};
use super::error::PublishError;
use super::names::{TargetName, same_format};
use crate::media::{
    Conversion, Format, MediaError, Metadata, PictureFormat, compress, convert, sniff,
};

/// The quality of files that are converted only to fit their names.
const QUALITY: u8 = 90;

/// A file that is ready to be put in place.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    pub(super) name: TargetName,
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) compression: CompressionInfo,
    pub(super) warnings: Vec<String>,
}

/// What an asset's file is.
struct Picture<'a> {
    source: &'a Source,
    format: PictureFormat,
    size: (u32, u32),
    bytes: Cow<'a, [u8]>,
}

/// The file for `source`, whose content is `bytes`.
pub(super) fn prepare<'a>(
    source: &'a Source,
    bytes: Cow<'a, [u8]>,
    target: Option<TargetName>,
    request: &PublishRequest,
) -> Result<Prepared<'a>, PublishError> {
    // The name does not count: what is no picture would be called one by it.
    let facts = sniff(&bytes, "");
    let Some(format) = PictureFormat::of(&bytes) else {
        return Err(not_publishable(source, facts.mime_type));
    };
    let size = facts
        .width
        .zip(facts.height)
        .ok_or_else(|| MediaError::Damaged { mime_type: facts.mime_type, source: None })?;
    let picture = Picture { source, format, size, bytes };
    if request.web_optimize {
        return picture.optimize(target, request.max_bytes);
    }
    let name = match (target, same_format(format)) {
        (Some(name), _) => name,
        (None, Some(format)) => TargetName::of_asset(&source.asset_id, format)?,
        (None, None) => return Err(not_publishable(source, facts.mime_type)),
    };
    if same_format(format) == Some(name.format()) {
        return Ok(picture.keep(name));
    }
    picture.convert(name)
}

impl<'a> Picture<'a> {
    /// Compressed for the web, under a name that says so.
    fn optimize(
        self,
        target: Option<TargetName>,
        max_bytes: u64,
    ) -> Result<Prepared<'a>, PublishError> {
        let mut warnings = Vec::new();
        let name = match target {
            None => TargetName::of_asset(&self.source.asset_id, Format::Webp)?,
            Some(asked) => {
                let name = asked.in_format(Format::Webp);
                if name != asked {
                    let (asked, name) = (asked.as_str(), name.as_str());
                    let warning = format!("web_optimize makes WebP: `{asked}` became `{name}`");
                    warnings.push(warning);
                }
                name
            }
        };
        let max_bytes = usize::try_from(max_bytes).unwrap_or(usize::MAX);
        let compressed = compress(&self.bytes, max_bytes)?;
        warnings.extend(compressed.first_frame_only.then(first_frame_only));
        let compression = CompressionInfo {
            compressed: compressed.quality.is_some(),
            original_size: length(&self.bytes),
            original_dimensions: compressed.original_dimensions.into(),
            quality: compressed.quality,
            final_dimensions: [compressed.width, compressed.height],
            downscaled: compressed.is_downscaled(),
            final_size: length(&compressed.bytes),
        };
        Ok(Prepared { name, bytes: compressed.bytes.into(), compression, warnings })
    }

    /// As it is, byte for byte.
    fn keep(self, name: TargetName) -> Prepared<'a> {
        let compression = self.untouched(&self.bytes, None);
        Prepared { name, bytes: self.bytes, compression, warnings: Vec::new() }
    }

    /// In the format that the name promises.
    fn convert(self, name: TargetName) -> Result<Prepared<'a>, PublishError> {
        let format = name.format();
        let conversion = Conversion { quality: QUALITY, metadata: Metadata::Keep, max_dim: None };
        let converted = convert(&self.bytes, format, conversion)?;
        let (from, to) = (self.format.mime_type(), format.mime_type());
        let mut warnings = vec![format!("converted from {from} to {to}, as the name says")];
        warnings.extend(converted.first_frame_only.then(first_frame_only));
        let quality = (format != Format::Png).then_some(QUALITY);
        let compression = self.untouched(&converted.bytes, quality);
        Ok(Prepared { name, bytes: converted.bytes.into(), compression, warnings })
    }

    fn untouched(&self, bytes: &[u8], quality: Option<u8>) -> CompressionInfo {
        CompressionInfo {
            compressed: false,
            original_size: length(&self.bytes),
            original_dimensions: self.size.into(),
            quality,
            final_dimensions: self.size.into(),
            downscaled: false,
            final_size: length(bytes),
        }
    }
}

fn first_frame_only() -> String {
    "of the animation only the first frame was taken".to_owned()
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

fn not_publishable(source: &Source, mime_type: &'static str) -> PublishError {
    PublishError::NotPublishable { file_name: source.file_name.clone(), mime_type }
}
