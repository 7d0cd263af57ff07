//! Stores batches, whose items go forward only.
//!
//! Who moves an item from pending has it: of two processes that try, one is told so.

use comfy_graph_core::ids::JobId;
use serde_json::Value;

use super::super::engine::{CellError, Row, Statement};
use super::super::records::{BatchItem, BatchRecord};
use super::super::{BatchId, Store, StoreError};
use super::{json, json_or_none};

impl Store {
    /// Stores a batch with its items.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn insert_batch(
        &self,
        batch: &BatchRecord,
        items: &[BatchItem],
    ) -> Result<(), StoreError> {
        let mut statements = vec![batch_insertion(batch)];
        statements.extend(items.iter().map(|item| item_insertion(batch.id, item)));
        self.engine.change(statements).await?;
        Ok(())
    }

    /// The batch of this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn batch(&self, id: BatchId) -> Result<Option<BatchRecord>, StoreError> {
        self.engine.row(select("WHERE id = $1").bind(id), read).await
    }

    /// The items of a batch, in order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn batch_items(&self, batch: BatchId) -> Result<Vec<BatchItem>, StoreError> {
        let statement = select_items("WHERE batch_id = $1 ORDER BY position");
        self.engine.rows(statement.bind(batch), read_item).await
    }

    /// One item of a batch.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn batch_item(
        &self,
        batch: BatchId,
        index: u32,
    ) -> Result<Option<BatchItem>, StoreError> {
        let statement = select_items("WHERE batch_id = $1 AND position = $2");
        self.engine.row(statement.bind(batch).bind(index), read_item).await
    }

    /// Moves an item on, with its job, error and paths; the answer is whether it has moved.
    ///
    /// It has not if it is over, or if someone else has taken it: an item moves from pending to
    /// any state, and from submitted to one that is over. Its request stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownBatchItem`], or one of the file.
    pub async fn update_batch_item(&self, item: &BatchItem) -> Result<bool, StoreError> {
        let statement = Statement::new(
            "UPDATE batch_items SET state = $3, job_id = $4, error = $5, paths = $6
             WHERE batch_id = $1 AND position = $2 AND (
                 state = 'pending' AND $3 <> 'pending'
                 OR state = 'submitted' AND $3 NOT IN ('pending', 'submitted'))",
        )
        .bind(item.batch)
        .bind(item.index)
        .bind(item.state.as_str())
        .bind(item.job)
        .bind(json_or_none(item.error.as_ref()))
        .bind(json(&item.paths));
        if self.engine.execute(statement).await? > 0 {
            return Ok(true);
        }
        let there = Statement::new(
            "SELECT position FROM batch_items WHERE batch_id = $1 AND position = $2",
        );
        let there = there.bind(item.batch).bind(item.index);
        match self.engine.row(there, |row| row.number::<u32>()).await? {
            Some(_) => Ok(false),
            None => Err(StoreError::UnknownBatchItem { batch: item.batch, index: item.index }),
        }
    }

    /// Cancels what no one has begun with; the answer is the jobs that have to be stopped.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownBatch`], or one of the file.
    pub async fn cancel_batch(&self, id: BatchId) -> Result<Vec<JobId>, StoreError> {
        let cancelling = Statement::new("UPDATE batches SET cancelled = 1 WHERE id = $1");
        let stopping = Statement::new(
            "UPDATE batch_items SET state = 'cancelled' WHERE batch_id = $1 AND state = 'pending'",
        );
        let submitted = Statement::new(
            "SELECT job_id FROM batch_items
             WHERE batch_id = $1 AND state = 'submitted' AND job_id IS NOT NULL ORDER BY position",
        );
        let statements = [cancelling, stopping, submitted].map(|statement| statement.bind(id));
        let mut outcomes = self.engine.change(statements.into()).await?;
        match (outcomes[0].changed, outcomes.pop()) {
            (1.., Some(jobs)) => self.engine.read(jobs, |row| row.parsed()),
            _ => Err(StoreError::UnknownBatch { id }),
        }
    }

    /// The batches with items that are not over, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn unfinished_batches(&self) -> Result<Vec<BatchRecord>, StoreError> {
        let statement = select(
            "WHERE id IN (
                 SELECT batch_id FROM batch_items WHERE state IN ('pending', 'submitted'))
             ORDER BY seq",
        );
        self.engine.rows(statement, read).await
    }
}

fn batch_insertion(batch: &BatchRecord) -> Statement {
    Statement::new(
        "INSERT INTO batches (id, created_at, workflow_id, session, cancelled, note, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(batch.id)
    .bind(batch.created_at)
    .bind(&batch.workflow_id)
    .bind(&batch.session)
    .bind(batch.cancelled)
    .bind(&batch.note)
    .bind(json(&batch.details))
}

fn item_insertion(batch: BatchId, item: &BatchItem) -> Statement {
    Statement::new(
        "INSERT INTO batch_items (batch_id, position, request, state, job_id, error, paths)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(batch)
    .bind(item.index)
    .bind(json(&item.request))
    .bind(item.state.as_str())
    .bind(item.job)
    .bind(json_or_none(item.error.as_ref()))
    .bind(json(&item.paths))
}

fn select(rest: &str) -> Statement {
    const COLUMNS: &str = "SELECT id, created_at, workflow_id, session, cancelled, note, details
        FROM batches ";
    Statement::new(format!("{COLUMNS}{rest}"))
}

fn select_items(rest: &str) -> Statement {
    const COLUMNS: &str = "SELECT batch_id, position, request, state, job_id, error, paths
        FROM batch_items ";
    Statement::new(format!("{COLUMNS}{rest}"))
}

/// A batch, from the columns of [`select`].
fn read(row: &mut Row) -> Result<BatchRecord, CellError> {
    Ok(BatchRecord {
        id: row.parsed()?,
        created_at: row.moment()?,
        workflow_id: row.text_or_none()?,
        session: row.text_or_none()?,
        cancelled: row.yes()?,
        note: row.text_or_none()?,
        details: row.json()?,
    })
}

/// An item, from the columns of [`select_items`].
fn read_item(row: &mut Row) -> Result<BatchItem, CellError> {
    Ok(BatchItem {
        batch: row.parsed()?,
        index: row.number()?,
        request: row.json::<Value>()?,
        state: row.parsed()?,
        job: row.parsed_or_none()?,
        error: row.json_or_none()?,
        paths: row.json()?,
    })
}
