//! Reaches the routes that say what a server can run with which model files.
//!
//! The schema is read from what [`Client::object_info`] brings, in the core crate.

use bytes::Bytes;
use comfy_graph_core::ids::ClassName;
use comfy_graph_core::prompt::Object;
use serde::Deserialize;
use serde_json::Value;

use super::Client;
use super::error::ClientError;
use super::json;

/// A folder of model files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ModelFolder {
    /// Its key, such as `checkpoints`.
    pub name: String,
    /// Where it lies on the host; one key may stand for several directories.
    #[serde(default)]
    pub folders: Vec<String>,
    /// Which file extensions count.
    #[serde(default)]
    pub extensions: Vec<String>,
}

/// A model file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelFile {
    /// Its name with folders, as widgets take it.
    pub name: String,
    /// In which of the folder's directories it lies.
    #[serde(default, rename = "pathIndex")]
    pub path_index: u32,
    /// Its length in bytes.
    #[serde(default)]
    pub size: u64,
    /// When it was changed, in seconds since 1970.
    #[serde(default)]
    pub modified: f64,
}

impl Client {
    /// What the server can run, as strict JSON for the schema to read; megabytes.
    ///
    /// The server computes it anew each time while everything else stands still: keep it.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn object_info(&self) -> Result<Bytes, ClientError> {
        let answer = self.http().get(&["object_info"]).send().await?;
        answer.refuse_page()?;
        let body = answer.body().await?;
        Ok(match json::strictly(&body) {
            std::borrow::Cow::Owned(cleaned) => cleaned.into(),
            std::borrow::Cow::Borrowed(_) => body,
        })
    }

    /// One class of [`Client::object_info`], cheap to ask for; `None` if the server lacks it.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn class_info(&self, class: &ClassName) -> Result<Option<Value>, ClientError> {
        let call = self.http().get(&["object_info", class.as_str()]);
        Ok(call.read::<Object>().await?.remove(class.as_str()))
    }

    /// The keys of the model folders, such as `checkpoints`.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn model_folders(&self) -> Result<Vec<String>, ClientError> {
        self.http().get(&["models"]).read().await
    }

    /// The files in a model folder, as widgets take them; `None` if there is no such folder.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn models(&self, folder: &str) -> Result<Option<Vec<String>>, ClientError> {
        self.http().get(&["models", folder]).find().await
    }

    /// The model folders with their directories on the host.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn model_directories(&self) -> Result<Vec<ModelFolder>, ClientError> {
        self.http().get(&["experiment", "models"]).read().await
    }

    /// The files in a model folder with their sizes; `None` if there is no such folder.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn model_files(&self, folder: &str) -> Result<Option<Vec<ModelFile>>, ClientError> {
        self.http().get(&["experiment", "models", folder]).find().await
    }

    /// The picture that stands for a model file; `None` if it has none.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn model_preview(
        &self,
        folder: &str,
        file: &ModelFile,
    ) -> Result<Option<Bytes>, ClientError> {
        let index = file.path_index.to_string();
        let mut segments = vec!["experiment", "models", "preview", folder, &index];
        segments.extend(file.name.split('/'));
        match self.http().get(&segments).send().await {
            Ok(answer) => Ok(Some(answer.body().await?)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a safetensors file says about itself; `None` if it is silent or absent.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn model_metadata(
        &self,
        folder: &str,
        file: &str,
    ) -> Result<Option<Object>, ClientError> {
        self.http().get(&["view_metadata", folder]).query(&[("filename", file)]).find().await
    }

    /// The names of the textual-inversion embeddings, without extension.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn embeddings(&self) -> Result<Vec<String>, ClientError> {
        self.http().get(&["embeddings"]).read().await
    }

    /// Which removed node classes the server replaces, with how; `None` on old servers.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn node_replacements(&self) -> Result<Option<Object>, ClientError> {
        self.http().get(&["node_replacements"]).find().await
    }
}
