//! Does what is done to the bytes of pictures.
//!
//! Everything here computes: it neither waits nor reads files, so that callers put it on a thread
//! for blocking work.

mod compress;
mod convert;
mod decode;
mod error;
mod exif;
mod flat;
mod header;
mod lossy;
mod picture;
mod riff;
mod scale;
mod sniff;
#[cfg(test)]
mod tests {
    pub(super) mod samples;
}
mod texts;
mod thumbnail;
mod write;

pub use compress::{Compressed, compress};
pub use convert::{Conversion, Converted, Format, Metadata, convert};
pub use error::MediaError;
pub use picture::{MAX_FILE, MAX_PIXELS, Picture};
pub use sniff::{Facts, PictureFormat, sniff};
pub use thumbnail::{MAX_THUMBNAIL_SIDE, Thumbnail, ThumbnailLimits, thumbnail};
