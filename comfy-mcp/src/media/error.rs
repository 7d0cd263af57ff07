//! Says why a picture could not be read, scaled down or written.

use super::picture::{MAX_FILE, MAX_PIXELS};
use crate::error::Code;

/// Why something could not be done to a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The bytes are of no picture format that is decoded.
    #[error("`{mime_type}` is not decoded; give PNG, JPEG, WebP or GIF")]
    Unsupported {
        /// What the bytes are.
        mime_type: &'static str,
    },
    /// The file is longer than is read.
    #[error("the picture has `{bytes}` bytes, more than the {MAX_FILE} that are read")]
    TooManyBytes {
        /// How many bytes it has.
        bytes: usize,
    },
    /// The header announces more pixels than are decoded.
    #[error(
        "the picture has `{width}×{height}` pixels, more than the {MAX_PIXELS} that are decoded"
    )]
    TooManyPixels {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// The file is cut off, or contradicts itself.
    #[error("the `{mime_type}` file is damaged or cut off; fetch it again")]
    Damaged {
        /// What the file begins as.
        mime_type: &'static str,
        /// What the decoder says, where it was asked.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A side of the picture is longer than the format can hold.
    #[error("`{mime_type}` holds up to {max} pixels a side, not `{width}×{height}`; scale it down")]
    TooLong {
        /// The format.
        mime_type: &'static str,
        /// The longest side it can hold.
        max: u32,
        /// The picture's width in pixels.
        width: u32,
        /// The picture's height in pixels.
        height: u32,
    },
    /// No thumbnail fits into the budget.
    #[error(
        "no thumbnail fits into `{max_base64_chars}` characters of base64; the smallest takes \
         {smallest}; allow that many"
    )]
    NoThumbnail {
        /// The budget, which the data URI's prefix counts towards.
        max_base64_chars: usize,
        /// What the smallest thumbnail takes.
        smallest: usize,
    },
    /// No rung of the ladder fits. Clients of other servers match this text.
    #[error(
        "Image cannot be compressed below {max_bytes} bytes. Smallest achieved: {smallest} bytes"
    )]
    Incompressible {
        /// What was asked for.
        max_bytes: usize,
        /// How many bytes the smallest rung has.
        smallest: usize,
    },
    /// The encoder gave up, for want of memory presumably.
    #[error("the picture cannot be written as `{mime_type}`")]
    Unwritten {
        /// The format.
        mime_type: &'static str,
        /// What the encoder says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl MediaError {
    /// The failure as clients are told of it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Unsupported { .. } => Code::UnsupportedMediaType,
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } | Self::Damaged { .. } => {
                Code::ImageUnreadable
            }
            Self::TooLong { .. } | Self::NoThumbnail { .. } | Self::Incompressible { .. } => {
                Code::ImageTooLarge
            }
            Self::Unwritten { .. } => Code::Internal,
        }
    }
}
