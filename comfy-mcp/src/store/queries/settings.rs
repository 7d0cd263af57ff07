//! Stores what the server is to remember between starts.
//!
//! What each key means is the business of who puts it there.

use serde_json::Value;

use super::super::engine::Statement;
use super::super::{Store, StoreError};
use super::json;

impl Store {
    /// What was last put under `key`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn get_value(&self, key: &str) -> Result<Option<Value>, StoreError> {
        let statement = Statement::new("SELECT value FROM settings WHERE key = $1").bind(key);
        self.engine.row(statement, |row| row.json()).await
    }

    /// Puts `value` under `key`, in place of what was there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn put_value(&self, key: &str, value: &Value) -> Result<(), StoreError> {
        let statement = Statement::new(
            "INSERT INTO settings (key, value) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        );
        self.engine.execute(statement.bind(key).bind(json(value))).await?;
        Ok(())
    }
}
