//! Stores jobs from before they are submitted until they are over.
//!
//! The first end of a job counts, except that one which was given up for lost may still end.

use comfy_graph_core::ids::JobId;
use serde_json::Value;

use super::super::engine::{CellError, Row, Statement};
use super::super::records::{AssetRecord, JobEnd, JobRecord, JobState};
use super::super::{BatchId, Store, StoreError, Timestamp};
use super::{assets, json, json_or_none};

impl Store {
    /// Stores a job with its prompt, in API form as it is sent.
    ///
    /// # Errors
    ///
    /// [`StoreError::JobExists`], or one of the file.
    pub async fn insert_job(&self, job: &JobRecord, prompt: &Value) -> Result<(), StoreError> {
        let prompt = Statement::new(
            "INSERT INTO prompts (job_seq, prompt) SELECT seq, $2 FROM jobs WHERE id = $1
             ON CONFLICT (job_seq) DO NOTHING",
        )
        .bind(job.id)
        .bind(json(prompt));
        let outcomes = self.engine.change(vec![insertion(job), prompt]).await?;
        match outcomes[0].changed {
            0 => Err(StoreError::JobExists { id: job.id }),
            _ => Ok(()),
        }
    }

    /// Says how far a job has come; the answer is how far it is then.
    ///
    /// A job that is over stays as it is. The moment it began with counts when it is first told.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownJob`], or one of the file.
    pub async fn update_state(
        &self,
        id: JobId,
        state: JobState,
        started_at: Option<Timestamp>,
    ) -> Result<JobState, StoreError> {
        let ended_at = state.is_over().then(Timestamp::now);
        let statement = Statement::new(
            "UPDATE jobs
             SET state = $2, started_at = coalesce(started_at, $3), ended_at = $4
             WHERE id = $1 AND state IN ('submitting', 'queued', 'running')",
        );
        let statement = statement.bind(id).bind(state.as_str()).bind(started_at).bind(ended_at);
        if self.engine.execute(statement).await? > 0 {
            return Ok(state);
        }
        let stored = self.engine.row(state_of(id), |row| row.parsed()).await?;
        stored.ok_or(StoreError::UnknownJob { id })
    }

    /// Ends a job, and stores what it made; the answer is all its assets as they are stored.
    ///
    /// May be called again, also by another process: the job keeps its first end, and a file that
    /// is stored keeps its first id. The assets become those of this job, whatever they say.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownJob`], or one of the file.
    ///
    /// # Panics
    ///
    /// If the state of `end` is not over.
    pub async fn finish_job(
        &self,
        id: JobId,
        end: &JobEnd,
        made: &[AssetRecord],
    ) -> Result<Vec<AssetRecord>, StoreError> {
        assert!(end.state.is_over(), "BUG: job {id} ends as {}", end.state);
        let mut statements = vec![ending(id, end)];
        statements.extend(made.iter().flat_map(|asset| assets::insertion(Some(id), asset)));
        let outcomes = self.engine.change(statements).await;

        let is_first = outcomes.as_ref().is_ok_and(|outcomes| outcomes[0].changed > 0);
        if !is_first && self.engine.row(state_of(id), |row| row.text()).await?.is_none() {
            return Err(StoreError::UnknownJob { id });
        }
        let stored = self.inserted(Some(id), made, outcomes?.into_iter().skip(1))?;
        // Someone else has stored some, under ids of their own.
        if !is_first || stored.len() < made.len() {
            return self.assets_of(id).await;
        }
        Ok(stored)
    }

    /// The job of this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn job(&self, id: JobId) -> Result<Option<JobRecord>, StoreError> {
        self.engine.row(select("WHERE id = $1").bind(id), read).await
    }

    /// The prompt of the job of this id, in API form as it was sent.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn prompt(&self, id: JobId) -> Result<Option<Value>, StoreError> {
        let statement =
            Statement::new("SELECT prompt FROM prompts JOIN jobs ON seq = job_seq WHERE id = $1");
        self.engine.row(statement.bind(id), |row| row.json()).await
    }

    /// The jobs of a ComfyUI that are not over, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn unfinished_jobs(&self, server: &str) -> Result<Vec<JobRecord>, StoreError> {
        let statement = select(
            "WHERE server = $1 AND state IN ('submitting', 'queued', 'running') ORDER BY seq",
        );
        self.engine.rows(statement.bind(server), read).await
    }

    /// The jobs stored last, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn recent_jobs(&self, limit: u32) -> Result<Vec<JobRecord>, StoreError> {
        self.engine.rows(select("ORDER BY seq DESC LIMIT $1").bind(limit), read).await
    }
}

fn insertion(job: &JobRecord) -> Statement {
    let (batch, place) = job.batch.unzip();
    Statement::new(
        "INSERT INTO jobs (id, server, tool, workflow_id, session, batch_id, batch_position,
             state, arguments, output_path, submitted_at, started_at, ended_at, error, notes,
             end_notes, texts, details, search_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '[]', $16,
             $17, $18)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(job.id)
    .bind(&*job.server)
    .bind(&*job.tool)
    .bind(&job.workflow_id)
    .bind(&job.session)
    .bind(batch)
    .bind(place)
    .bind(job.state.as_str())
    .bind(json(&job.values))
    .bind(&job.output_path)
    .bind(job.submitted_at)
    .bind(job.started_at)
    .bind(job.ended_at)
    .bind(json_or_none(job.error.as_ref()))
    .bind(json(&job.notes))
    .bind(json(&job.texts))
    .bind(json(&job.details))
    .bind(search_text(job))
}

fn ending(id: JobId, end: &JobEnd) -> Statement {
    Statement::new(
        "UPDATE jobs
         SET state = $2, started_at = coalesce(started_at, $3), ended_at = $4, error = $5,
             end_notes = $6, texts = $7
         WHERE id = $1 AND state IN ('submitting', 'queued', 'running', 'lost')",
    )
    .bind(id)
    .bind(end.state.as_str())
    .bind(end.started_at)
    .bind(end.ended_at)
    .bind(json_or_none(end.error.as_ref()))
    .bind(json(&end.notes))
    .bind(json(&end.texts))
}

fn state_of(id: JobId) -> Statement {
    Statement::new("SELECT state FROM jobs WHERE id = $1").bind(id)
}

fn select(rest: &str) -> Statement {
    const COLUMNS: &str = "SELECT id, server, tool, workflow_id, session, batch_id,
        batch_position, state, arguments, output_path, submitted_at, started_at, ended_at, error,
        notes, end_notes, texts, details FROM jobs ";
    Statement::new(format!("{COLUMNS}{rest}"))
}

/// A job, from the columns of [`select`].
fn read(row: &mut Row) -> Result<JobRecord, CellError> {
    Ok(JobRecord {
        id: row.parsed()?,
        server: row.text()?,
        tool: row.text()?,
        workflow_id: row.text_or_none()?,
        session: row.text_or_none()?,
        batch: row.parsed_or_none::<BatchId>()?.zip(row.number_or_none::<u32>()?),
        state: row.parsed()?,
        values: row.json()?,
        output_path: row.text_or_none()?,
        submitted_at: row.moment()?,
        started_at: row.moment_or_none()?,
        ended_at: row.moment_or_none()?,
        error: row.json_or_none()?,
        notes: [row.json::<Vec<String>>()?, row.json()?].concat(),
        texts: row.json()?,
        details: row.json()?,
    })
}

/// What a search looks through: small letters, so that it does not matter how the word is written.
///
/// Values stand there as people read them; in JSON, quotes and line ends would be escaped.
fn search_text(job: &JobRecord) -> String {
    let mut text = job.tool.to_lowercase();
    if let Some(workflow) = &job.workflow_id {
        text.push('\n');
        text.push_str(&workflow.to_lowercase());
    }
    job.values.values().for_each(|value| add_words(&mut text, value));
    text
}

fn add_words(text: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(values) => values.iter().for_each(|value| add_words(text, value)),
        Value::Object(object) => object.values().for_each(|value| add_words(text, value)),
        Value::String(words) => {
            text.push('\n');
            text.push_str(&words.to_lowercase());
        }
        Value::Bool(_) | Value::Number(_) => {
            text.push('\n');
            text.push_str(&value.to_string());
        }
    }
}
