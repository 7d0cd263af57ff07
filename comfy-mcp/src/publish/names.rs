//! Checks the names that published files are given.

use super::error::PublishError;
use crate::media::{Format, PictureFormat};

/// How long the part of a name before its extension may be.
const MAX_STEM: usize = 64;

/// The name of a published file: `^[a-z0-9][a-z0-9._-]{0,63}\.(webp|png|jpg|jpeg)$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TargetName {
    name: String,
    /// Where the dot of the extension is.
    dot: usize,
    format: Format,
}

impl TargetName {
    pub(super) fn new(name: &str) -> Result<Self, PublishError> {
        let invalid = || PublishError::InvalidTargetFilename { name: name.to_owned() };
        let (stem, extension) = name.rsplit_once('.').ok_or_else(invalid)?;
        let format = match extension {
            "webp" => Format::Webp,
            "png" => Format::Png,
            "jpg" | "jpeg" => Format::Jpeg,
            _ => return Err(invalid()),
        };
        if !is_key(stem) {
            return Err(invalid());
        }
        Ok(Self { name: name.to_owned(), dot: stem.len(), format })
    }

    /// The name that an asset gets where none is asked for.
    pub(super) fn of_asset(asset_id: &str, format: Format) -> Result<Self, PublishError> {
        let plain = asset_id.chars().filter(char::is_ascii_alphanumeric);
        let short: String = plain.take(8).map(|letter| letter.to_ascii_lowercase()).collect();
        Self::new(&format!("asset_{short}.{}", extension(format)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.name
    }

    /// The format that the extension promises.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The same name with the extension of another format.
    pub(super) fn in_format(&self, format: Format) -> Self {
        if format == self.format {
            return self.clone();
        }
        let name = format!("{}.{}", &self.name[..self.dot], extension(format));
        Self { name, dot: self.dot, format }
    }
}

/// A key of the manifest: `^[a-z0-9][a-z0-9._-]{0,63}$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ManifestKey(String);

impl ManifestKey {
    pub(super) fn new(key: &str) -> Result<Self, PublishError> {
        if is_key(key) {
            Ok(Self(key.to_owned()))
        } else {
            Err(PublishError::InvalidManifestKey { key: key.to_owned() })
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The format to publish a picture in as it is; GIF is none of them.
pub(super) fn same_format(format: PictureFormat) -> Option<Format> {
    match format {
        PictureFormat::Png => Some(Format::Png),
        PictureFormat::Jpeg => Some(Format::Jpeg),
        PictureFormat::Webp => Some(Format::Webp),
        PictureFormat::Gif => None,
    }
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Webp => "webp",
        Format::Png => "png",
        Format::Jpeg => "jpg",
    }
}

/// Whether `text` matches `^[a-z0-9][a-z0-9._-]{0,63}$`.
fn is_key(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_first = text.bytes().next().is_some_and(is_plain);
    is_first
        && text.len() <= MAX_STEM
        && text.bytes().all(|byte| is_plain(byte) || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_pattern_are_taken() {
        let longest = format!("{}.webp", "a".repeat(64));

        for name in ["hero.webp", "0.png", "a-b_c.d.jpg", "a..jpeg", "a.png.webp", &longest] {
            assert_eq!(TargetName::new(name).map(|name| name.name).ok().as_deref(), Some(name));
        }
    }

    #[test]
    fn other_names_are_refused() {
        let long = format!("{}.webp", "a".repeat(65));
        let names = [
            "",
            ".webp",
            "hero",
            "Hero.webp",
            "hero.WEBP",
            "hero.gif",
            "hero.mp4",
            "../hero.webp",
            "a/hero.webp",
            "a\\hero.webp",
            "/hero.webp",
            "-hero.webp",
            "_hero.webp",
            "he ro.webp",
            "hero.webp\n",
            "hero.webp\0",
            "hero\0.webp",
            "hérо.webp",
            "hero.webp/",
            "..webp",
            &long,
        ];

        for name in names {
            let error = TargetName::new(name).unwrap_err();
            assert!(matches!(error, PublishError::InvalidTargetFilename { .. }), "{name:?}");
        }
    }

    #[test]
    fn keys_have_no_extension_of_their_own_meaning() {
        for key in ["hero", "0", "hero.webp", "a-b_c", &"a".repeat(64)] {
            assert_eq!(ManifestKey::new(key).map(|key| key.0).ok().as_deref(), Some(key));
        }
        for key in ["", "Hero", "-a", ".a", "a b", "a/b", "a\n", "../a", &"a".repeat(65)] {
            assert!(ManifestKey::new(key).is_err(), "{key:?}");
        }
    }

    #[test]
    fn assets_are_named_by_the_start_of_their_id() {
        let name = TargetName::of_asset("0B3EACBC-25b0-497c-9d63-6d66d9e67387", Format::Webp);
        let odd = TargetName::of_asset("../x", Format::Png);

        assert_eq!(name.unwrap().as_str(), "asset_0b3eacbc.webp");
        assert_eq!(odd.unwrap().as_str(), "asset_x.png");
    }

    #[test]
    fn another_format_changes_the_extension_alone() {
        let name = TargetName::new("hero.v2.jpeg").unwrap();

        assert_eq!(name.in_format(Format::Webp).as_str(), "hero.v2.webp");
        assert_eq!(name.in_format(Format::Jpeg).as_str(), "hero.v2.jpeg");
    }
}
