//! Finds assets, and the bytes behind them.

use bytes::Bytes;

use crate::app::App;
use crate::error::{Code, ToolError};
use crate::jobs::{self, Saving};
use crate::store::{AssetId, AssetRecord, Timestamp};

/// The longest file that is read as a whole.
const LONGEST: u64 = 256 << 20;

impl App {
    /// The asset that a client names, unless it is past its time to live.
    ///
    /// # Errors
    ///
    /// [`Code::AssetNotFoundOrExpired`] where there is none.
    pub async fn asset_named(&self, id: &str) -> Result<AssetRecord, ToolError> {
        let id = id.trim();
        let id = id.strip_prefix("comfy://asset/").unwrap_or(id);
        match id.parse() {
            Ok(id) => self.visible_asset(id).await,
            Err(_) => Err(not_found(id)),
        }
    }

    /// The same, by its id.
    ///
    /// # Errors
    ///
    /// [`Code::AssetNotFoundOrExpired`] where there is none.
    pub async fn visible_asset(&self, id: AssetId) -> Result<AssetRecord, ToolError> {
        let asset = self.storage.get().await?.asset(id).await?;
        let now = Timestamp::now();
        let is_shown = |asset: &AssetRecord| {
            !asset.hidden && self.expiry(asset).is_none_or(|expiry| expiry > now)
        };
        asset.filter(is_shown).ok_or_else(|| not_found(&id.to_string()))
    }

    /// Assets from before this are not shown.
    #[must_use]
    pub fn oldest_shown(&self) -> Option<Timestamp> {
        let ttl = i64::try_from(self.choices.asset_ttl?.as_millis()).ok()?;
        Some(Timestamp::from_millis(Timestamp::now().as_millis().saturating_sub(ttl)))
    }

    /// The whole file of an asset.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where ComfyUI does not have it any more, or it is too long to be read.
    pub async fn bytes_of(&self, asset: &AssetRecord) -> Result<Bytes, ToolError> {
        if asset.bytes_size.is_some_and(|size| size > LONGEST) {
            let message = format!("{} is too long to be read as a whole", asset.file.filename());
            return Err(ToolError::new(Code::ImageTooLarge, message).hint("open its asset_url"));
        }
        let fetched = self.backend.client().fetch(&asset.file).await;
        fetched.map_err(|error| {
            let mut failure = jobs::of_client(&error);
            if failure.code == Code::ComfyuiError {
                failure = ToolError::new(
                    Code::FileNotFound,
                    format!("ComfyUI does not have {} any more", asset.file),
                )
                .hint("regenerate makes it again");
            }
            failure
        })
    }

    /// What puts results where callers want them.
    #[must_use]
    pub fn saving(&self) -> Saving {
        Saving::new(self.roots.clone())
    }
}

fn not_found(id: &str) -> ToolError {
    ToolError::new(Code::AssetNotFoundOrExpired, "Asset not found or expired")
        .hint("list_assets names those there are")
        .detail("asset_id", id)
}
