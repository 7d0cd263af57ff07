//! Reaches the routes about the server itself.

use std::path::PathBuf;

use comfy_graph_core::prompt::Object;
use indexmap::IndexMap;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Client;
use super::error::ClientError;
use super::wire::{Features, LogEntry, SystemStats};

/// What the server is to give back once it is idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Free {
    /// Unload models from the device.
    pub unload_models: bool,
    /// Drop every cached result too.
    pub free_memory: bool,
}

impl Client {
    /// Versions, memory and devices.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn system_stats(&self) -> Result<SystemStats, ClientError> {
        self.http().get(&["system_stats"]).read().await
    }

    /// What the server can do; the cheapest way to see whether it is up.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn features(&self) -> Result<Features, ClientError> {
        self.http().get(&["features"]).read().await
    }

    /// Makes the server give back memory; acted on after the current job.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn free(&self, what: Free) -> Result<(), ClientError> {
        self.http().post(&["free"]).json(&what).done().await
    }

    /// The newest lines of the server's log.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn logs(&self) -> Result<Vec<LogEntry>, ClientError> {
        #[derive(Deserialize)]
        struct Logs {
            entries: Vec<LogEntry>,
        }
        let call = self.http().internal(Method::GET, &["logs", "raw"]);
        Ok(call.read::<Logs>().await?.entries)
    }

    /// Where the server looks for each kind of models: folders of its own machine, by kind.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn folder_paths(&self) -> Result<IndexMap<String, Vec<PathBuf>>, ClientError> {
        self.http().internal(Method::GET, &["folder_paths"]).read().await
    }

    /// Makes the server send its log to this client's [`events`](Client::events).
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn follow_logs(&self) -> Result<(), ClientError> {
        self.subscribe_logs(true).await
    }

    /// Makes the server stop what [`Client::follow_logs`] began.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn unfollow_logs(&self) -> Result<(), ClientError> {
        self.subscribe_logs(false).await
    }

    /// The scripts that node packs add to the editor, as paths on the server.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn extensions(&self) -> Result<Vec<String>, ClientError> {
        self.http().get(&["extensions"]).read().await
    }

    /// The example workflows of node packs: names by pack.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn workflow_templates(&self) -> Result<Object, ClientError> {
        self.http().get(&["workflow_templates"]).read().await
    }

    /// The subgraphs the server offers, by id; `None` on old servers.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn global_subgraphs(&self) -> Result<Option<Object>, ClientError> {
        self.http().get(&["global_subgraphs"]).find().await
    }

    /// One subgraph with its editor workflow; `None` if there is none of this id.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn global_subgraph(&self, id: &str) -> Result<Option<Value>, ClientError> {
        self.http().get(&["global_subgraphs", id]).find().await
    }

    async fn subscribe_logs(&self, enabled: bool) -> Result<(), ClientError> {
        self.hub().connected().await;
        let body = json!({"clientId": self.client_id(), "enabled": enabled});
        let call = self.http().internal(Method::PATCH, &["logs", "subscribe"]);
        call.json(&body).done().await
    }
}
