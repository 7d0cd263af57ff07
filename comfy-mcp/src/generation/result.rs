//! Describes assets and jobs as clients see them, in the main seed's words.

use comfy_graph::client::FileRef;
use comfy_graph_core::ids::JobId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::store::{AssetRecord, Timestamp};

/// An asset as clients see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AssetInfo {
    /// Names the asset in other calls.
    pub asset_id: String,
    /// Where its bytes are.
    pub asset_url: String,
    /// The same, for pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The name of its file.
    pub filename: String,
    /// The folder of its file, below ComfyUI's.
    pub subfolder: String,
    /// Which of ComfyUI's folders: `output`, `temp` or `input`.
    pub folder_type: String,
    /// The workflow that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// The job that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_id: Option<String>,
    /// The tool that was called.
    pub tool: String,
    /// Its media type.
    pub mime_type: String,
    /// Pixels across.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The length of its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_size: Option<u64>,
    /// Where a copy was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub saved_path: Option<String>,
    /// The asset whose file has taken the place of this one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub replaced_by: Option<String>,
    /// When it was made.
    #[schemars(skip)]
    pub created_at: String,
    /// When it is not shown any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub expires_at: Option<String>,
}

impl AssetInfo {
    /// What `app` tells of an asset.
    #[must_use]
    pub fn new(app: &App, asset: &AssetRecord) -> Self {
        let asset_url = app.file_url(asset.id, &asset.file);
        let is_image = asset.mime_type.starts_with("image/");
        Self {
            asset_id: asset.id.to_string(),
            image_url: is_image.then(|| asset_url.clone()),
            asset_url,
            filename: asset.file.filename().to_owned(),
            subfolder: asset.file.subfolder().to_owned(),
            folder_type: asset.file.kind().to_string(),
            workflow_id: asset.workflow_id.clone(),
            prompt_id: asset.job.map(|job| job.to_string()),
            tool: asset.tool.clone(),
            mime_type: asset.mime_type.clone(),
            width: asset.width,
            height: asset.height,
            bytes_size: asset.bytes_size,
            saved_path: asset.saved_path.clone(),
            replaced_by: asset.replaced_by.map(|id| id.to_string()),
            created_at: asset.created_at.to_string(),
            expires_at: app.expiry(asset).map(|at| at.to_string()),
        }
    }
}

/// What a generation answers: the main asset's own members, then all of them.
///
/// What only some answers have is left out of the schema, which every client reads for each tool.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GenerationResult {
    /// `completed` or `running`.
    pub status: String,
    /// The first asset.
    #[serde(flatten)]
    pub asset: Option<AssetInfo>,
    /// The job, for get_job and cancel_job.
    pub prompt_id: String,
    /// The workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// Every file of the job.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AssetInfo>,
    /// Texts that nodes showed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    pub texts: Vec<String>,
    /// The seed that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub seed: Option<u64>,
    /// What else to know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    pub notes: Vec<String>,
    /// What was changed, by regenerate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub changed: Option<serde_json::Map<String, serde_json::Value>>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// A thumbnail as a data URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub inline_preview_base64: Option<String>,
    /// The type of the thumbnail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub inline_preview_mime_type: Option<String>,
}

impl GenerationResult {
    /// A job that stands so, without an asset yet.
    #[must_use]
    pub fn new(status: String, job: JobId, workflow_id: Option<String>) -> Self {
        Self {
            status,
            asset: None,
            prompt_id: job.to_string(),
            workflow_id,
            assets: Vec::new(),
            texts: Vec::new(),
            seed: None,
            notes: Vec::new(),
            changed: None,
            message: None,
            inline_preview_base64: None,
            inline_preview_mime_type: None,
        }
    }
}

impl App {
    /// Where clients find a file.
    #[must_use]
    pub fn file_url(&self, id: crate::store::AssetId, file: &FileRef) -> String {
        if let Some(external) = &self.choices.external_url {
            return format!("{}/files/{id}", external.trim_end_matches('/'));
        }
        let mut url = self.backend.client().endpoint().url().clone();
        let path = format!("{}/view", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.query_pairs_mut()
            .append_pair("filename", file.filename())
            .append_pair("subfolder", file.subfolder())
            .append_pair("type", file.kind().as_str());
        url.into()
    }

    /// When an asset is not shown any more.
    #[must_use]
    pub fn expiry(&self, asset: &AssetRecord) -> Option<Timestamp> {
        let ttl = i64::try_from(self.choices.asset_ttl?.as_millis()).ok()?;
        Some(Timestamp::from_millis(asset.created_at.as_millis().saturating_add(ttl)))
    }
}
