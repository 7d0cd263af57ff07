//! Reaches the routes of users.
//!
//! Their settings and files belong here too. On a server with several users
//! [`Endpoint::user`](super::Endpoint::user) picks one.

use bytes::Bytes;
use comfy_graph_core::prompt::Object;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Client;
use super::error::ClientError;

/// Who uses the server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Users {
    /// Names by id; `None` where all share one user.
    pub users: Option<IndexMap<String, String>>,
}

/// A file of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct UserFile {
    /// Its path below the directory that was asked for.
    pub path: String,
    /// Its length in bytes.
    #[serde(default)]
    pub size: u64,
    /// When it was changed: ms since 1970, on old servers seconds.
    #[serde(default)]
    pub modified: f64,
}

/// A file or a directory of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// Its path below the user's root.
    pub path: String,
    /// `file` or `directory`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its length in bytes; directories have none.
    pub size: Option<u64>,
}

/// What to do where a file is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum OnConflict {
    /// Fail with status 409.
    Fail,
    /// Replace it.
    Replace,
}

impl OnConflict {
    fn query(self) -> [(&'static str, &'static str); 1] {
        match self {
            Self::Fail => [("overwrite", "false")],
            Self::Replace => [("overwrite", "true")],
        }
    }
}

impl Client {
    /// Who uses the server.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn users(&self) -> Result<Users, ClientError> {
        self.http().get(&["users"]).read().await
    }

    /// Adds a user; the answer is the id.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 400 where the name is taken, else as for every route.
    pub async fn create_user(&self, name: &str) -> Result<String, ClientError> {
        self.http().post(&["users"]).json(&json!({"username": name})).read().await
    }

    /// Every setting that was changed, by id.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn settings(&self) -> Result<Object, ClientError> {
        self.http().get(&["settings"]).read().await
    }

    /// One setting; `null` if it was never changed.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn setting(&self, id: &str) -> Result<Value, ClientError> {
        self.http().get(&["settings", id]).read().await
    }

    /// Changes these settings and leaves the others alone.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn save_settings(&self, settings: &Object) -> Result<(), ClientError> {
        self.http().post(&["settings"]).json(settings).done().await
    }

    /// Changes one setting.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn save_setting(&self, id: &str, value: &Value) -> Result<(), ClientError> {
        self.http().post(&["settings", id]).json(value).done().await
    }

    /// The files below a directory of the user; `None` if there is no such directory.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn user_files(&self, dir: &str) -> Result<Option<Vec<UserFile>>, ClientError> {
        let query = [("dir", dir), ("recurse", "true"), ("full_info", "true")];
        self.http().get(&["userdata"]).query(&query).find().await
    }

    /// What lies right in a directory of the user; `None` if there is no such directory.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn user_directory(&self, path: &str) -> Result<Option<Vec<StoredFile>>, ClientError> {
        self.http().get(&["v2", "userdata"]).query(&[("path", path)]).find().await
    }

    /// A file of the user, such as `workflows/cat.json`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn read_user_file(&self, path: &str) -> Result<Option<Bytes>, ClientError> {
        match self.http().get(&["userdata", path]).send().await {
            Ok(answer) => Ok(Some(answer.body().await?)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file of the user.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`] with 409 where it is there already and must not be replaced.
    pub async fn write_user_file(
        &self,
        path: &str,
        bytes: impl Into<Bytes>,
        on_conflict: OnConflict,
    ) -> Result<(), ClientError> {
        let call = self.http().post(&["userdata", path]).query(&on_conflict.query());
        call.bytes(bytes.into()).done().await
    }

    /// Deletes a file of the user; the answer is whether there was one.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn delete_user_file(&self, path: &str) -> Result<bool, ClientError> {
        match self.http().delete(&["userdata", path]).done().await {
            Ok(()) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives a file of the user another path.
    ///
    /// # Errors
    ///
    /// [`ClientError::Status`]: 404 where there is none, 409 where the other must not be replaced.
    pub async fn move_user_file(
        &self,
        from: &str,
        to: &str,
        on_conflict: OnConflict,
    ) -> Result<(), ClientError> {
        let call = self.http().post(&["userdata", from, "move", to]);
        call.query(&on_conflict.query()).done().await
    }
}
