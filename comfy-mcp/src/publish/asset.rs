//! Describes one publication: its asset, its request, its outcome.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

/// The asset to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id, which names it where no name is asked for.
    pub asset_id: String,
    /// The name of its file, for messages and the log.
    pub file_name: String,
    /// Where its bytes are.
    pub content: Content,
}

/// The bytes of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file in ComfyUI's output folder: its subfolder with its name, or an absolute path.
    File(PathBuf),
    /// What was fetched over HTTP, where ComfyUI's disk is another's.
    Bytes(Vec<u8>),
}

/// How to publish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishRequest {
    /// The name of the file; without it the asset's id makes one, and a key is needed.
    pub target_filename: Option<String>,
    /// The key that the manifest is to give the file.
    pub manifest_key: Option<String>,
    /// Whether to compress it to WebP, the name's extension following.
    pub web_optimize: bool,
    /// How long the compressed file may be.
    pub max_bytes: u64,
    /// Whether a file of the same name is replaced.
    pub overwrite: bool,
}

impl Default for PublishRequest {
    fn default() -> Self {
        Self {
            target_filename: None,
            manifest_key: None,
            web_optimize: false,
            max_bytes: 600_000,
            overwrite: true,
        }
    }
}

/// A published file; in keys, what publish_asset answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Published {
    /// The path at which a browser asks for it.
    pub dest_url: String,
    /// The file.
    pub dest_path: String,
    /// How many bytes it has.
    pub bytes_size: u64,
    /// Its media type, which its extension fits.
    pub mime_type: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// What was done to it.
    pub compression_info: CompressionInfo,
    /// What the user may not expect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What was done to a published file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CompressionInfo {
    /// Whether it was compressed for the web.
    pub compressed: bool,
    /// How many bytes it had.
    pub original_size: u64,
    /// Width with height before.
    pub original_dimensions: [u32; 2],
    /// The quality it was encoded with; none where no pixel was touched.
    pub quality: Option<u8>,
    /// Width with height now.
    pub final_dimensions: [u32; 2],
    /// Whether it has fewer pixels than before.
    pub downscaled: bool,
    /// How many bytes it has now.
    pub final_size: u64,
}
