//! Lists assets, newest first.
//!
//! Each listing walks an index from its newest end, and stops when it has enough.

use super::super::engine::Statement;
use super::super::records::{AssetFilter, AssetRecord};
use super::super::{Store, StoreError};
use super::assets::{COLUMNS, read};

impl Store {
    /// The assets that pass a filter, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn assets(&self, filter: &AssetFilter) -> Result<Vec<AssetRecord>, StoreError> {
        self.engine.rows(listing(filter), read).await
    }
}

/// The statement that lists what passes `filter`.
pub(in crate::store) fn listing(filter: &AssetFilter) -> Statement {
    let mut statement = Statement::new(format!("SELECT {COLUMNS} FROM assets WHERE TRUE"));
    if !filter.include_hidden {
        statement.push(" AND hidden = ?", false);
    }
    if let Some(workflow) = &filter.workflow_id {
        statement.push(" AND workflow_id = ?", &**workflow);
    }
    if let Some(session) = &filter.session {
        statement.push(" AND session = ?", &**session);
    }
    if let Some(moment) = filter.newer_than {
        statement.push(" AND created_at > ?", moment);
    }
    if let Some(asset) = filter.after {
        statement.push(
            " AND (created_at, seq) < (SELECT created_at, seq FROM assets WHERE id = ?)",
            asset,
        );
    }
    if let Some(prefix) = &filter.mime_prefix {
        statement.push(r" AND mime_type LIKE ? ESCAPE '\'", format!("{}%", escaped(prefix)));
    }
    for word in filter.search.iter().flat_map(|text| text.split_whitespace()) {
        push_word(&mut statement, word);
    }
    statement.push(" ORDER BY created_at DESC, seq DESC LIMIT ?", filter.limit);
    statement
}

/// Goes on with a condition that holds if the word is in the file name or what the job was given.
fn push_word(statement: &mut Statement, word: &str) {
    // A join would let SQLite begin with the jobs, and then it had to sort what it finds.
    statement.push(
        r" AND (lower(filename) LIKE ? ESCAPE '\' OR EXISTS (
             SELECT 1 FROM jobs
             WHERE jobs.id = assets.job_id AND search_text LIKE ? ESCAPE '\'))",
        format!("%{}%", escaped(&word.to_lowercase())),
    );
}

/// A text as a pattern that matches itself alone.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}
