//! Stores the files that jobs made.
//!
//! A file of a job is stored once, whoever finds it. A later job that writes over a file leaves the
//! older asset there, marked with what replaced it. Listings are in `listing`.

use comfy_graph::client::{FileKind, FileRef};
use comfy_graph_core::ids::{JobId, NodeId};

use super::super::engine::{Cell, CellError, Outcome, Row, Statement};
use super::super::records::{AssetFacts, AssetRecord};
use super::super::{AssetId, Store, StoreError};

/// The columns that [`read`] reads.
pub(super) const COLUMNS: &str = "id, job_id, server, filename, subfolder, kind, node, position,
    mime_type, width, height, bytes_size, sha256, saved_path, created_at, cached, hidden,
    replaced_by, tool, workflow_id, session";

impl Store {
    /// Stores a file that no job made, such as an upload.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn insert_asset(&self, asset: &AssetRecord) -> Result<(), StoreError> {
        self.engine.change(insertion(asset.job, asset).into()).await?;
        Ok(())
    }

    /// The asset of this id, hidden or not.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn asset(&self, id: AssetId) -> Result<Option<AssetRecord>, StoreError> {
        self.engine.row(select("WHERE id = $1").bind(id), read).await
    }

    /// What a job made, hidden or not, in the order it was stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the file.
    pub async fn assets_of(&self, job: JobId) -> Result<Vec<AssetRecord>, StoreError> {
        self.engine.rows(select("WHERE job_id = $1 ORDER BY seq").bind(job), read).await
    }

    /// Leaves an asset out of listings from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownAsset`], or one of the file.
    pub async fn hide_asset(&self, id: AssetId) -> Result<(), StoreError> {
        let statement = Statement::new("UPDATE assets SET hidden = 1 WHERE id = $1").bind(id);
        self.change_asset(id, statement).await
    }

    /// Adds what was learnt of an asset.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownAsset`], or one of the file.
    pub async fn set_asset_facts(&self, id: AssetId, facts: &AssetFacts) -> Result<(), StoreError> {
        let statement = Statement::new(
            "UPDATE assets
             SET width = coalesce($2, width), height = coalesce($3, height),
                 bytes_size = coalesce($4, bytes_size), sha256 = coalesce($5, sha256),
                 saved_path = coalesce($6, saved_path)
             WHERE id = $1",
        )
        .bind(id)
        .bind(facts.width)
        .bind(facts.height)
        .bind(Cell::size(facts.bytes_size))
        .bind(&facts.sha256)
        .bind(&facts.saved_path);
        self.change_asset(id, statement).await
    }

    /// Those of `made` that are new, by what came of their insertions.
    pub(super) fn inserted(
        &self,
        job: Option<JobId>,
        made: &[AssetRecord],
        outcomes: impl Iterator<Item = Outcome>,
    ) -> Result<Vec<AssetRecord>, StoreError> {
        let mut inserted = Vec::with_capacity(made.len());
        for (asset, outcome) in made.iter().zip(outcomes.step_by(2)) {
            let replaced_by = self.engine.read(outcome, |row| row.parsed_or_none())?;
            let stored = |replaced_by| AssetRecord { job, replaced_by, ..asset.clone() };
            inserted.extend(replaced_by.into_iter().map(stored));
        }
        Ok(inserted)
    }

    async fn change_asset(&self, id: AssetId, statement: Statement) -> Result<(), StoreError> {
        match self.engine.execute(statement).await? {
            0 => Err(StoreError::UnknownAsset { id }),
            _ => Ok(()),
        }
    }
}

/// Inserts an asset of `job`, unless it is stored, and marks those whose file it has written over.
pub(super) fn insertion(job: Option<JobId>, asset: &AssetRecord) -> [Statement; 2] {
    [entry(job, asset), replacement(job, asset)]
}

/// Inserts the asset. Jobs are not always found in the order in which they ended, so that what
/// replaced the asset may be stored before it.
fn entry(job: Option<JobId>, asset: &AssetRecord) -> Statement {
    let (file, node) = (&asset.file, asset.node.as_ref());
    Statement::new(
        "INSERT INTO assets (id, job_id, server, filename, subfolder, kind, node, position,
             mime_type, width, height, bytes_size, sha256, saved_path, created_at, cached, hidden,
             tool, workflow_id, session, replaced_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, (
             SELECT later.id FROM assets AS later
             WHERE later.filename = $4 AND later.subfolder = $5 AND later.kind = $6
                 AND later.server = $3 AND later.created_at > $15 AND later.cached = 0
                 AND later.replaced_by IS NULL
             LIMIT 1))
         ON CONFLICT (job_id, node, filename, subfolder, kind) DO NOTHING
         RETURNING replaced_by",
    )
    .bind(asset.id)
    .bind(job)
    .bind(&*asset.server)
    .bind(file.filename())
    .bind(file.subfolder())
    .bind(file.kind().as_str())
    .bind(node.map(NodeId::as_str).unwrap_or_default())
    .bind(asset.position)
    .bind(&*asset.mime_type)
    .bind(asset.width)
    .bind(asset.height)
    .bind(Cell::size(asset.bytes_size))
    .bind(&asset.sha256)
    .bind(&asset.saved_path)
    .bind(asset.created_at)
    .bind(asset.cached)
    .bind(asset.hidden)
    .bind(&*asset.tool)
    .bind(&asset.workflow_id)
    .bind(&asset.session)
}

/// Marks the assets whose file `asset` has written over, if it is stored and has done so.
fn replacement(job: Option<JobId>, asset: &AssetRecord) -> Statement {
    let file = &asset.file;
    Statement::new(
        "UPDATE assets SET replaced_by = $1
         WHERE filename = $2 AND subfolder = $3 AND kind = $4 AND server = $5
             AND created_at <= $6 AND replaced_by IS NULL AND id <> $1
             AND job_id IS DISTINCT FROM $7
             AND EXISTS (SELECT 1 FROM assets AS new WHERE new.id = $1 AND new.cached = 0)",
    )
    .bind(asset.id)
    .bind(file.filename())
    .bind(file.subfolder())
    .bind(file.kind().as_str())
    .bind(&*asset.server)
    .bind(asset.created_at)
    .bind(job)
}

fn select(rest: &str) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM assets {rest}"))
}

/// An asset, from the columns [`COLUMNS`].
pub(super) fn read(row: &mut Row) -> Result<AssetRecord, CellError> {
    Ok(AssetRecord {
        id: row.parsed()?,
        job: row.parsed_or_none()?,
        server: row.text()?,
        file: FileRef::new(&row.text()?, &row.text()?, kind(&row.text()?)),
        node: NodeId::new(row.text()?).ok(),
        position: row.number()?,
        mime_type: row.text()?,
        width: row.number_or_none()?,
        height: row.number_or_none()?,
        bytes_size: row.number_or_none()?,
        sha256: row.text_or_none()?,
        saved_path: row.text_or_none()?,
        created_at: row.moment()?,
        cached: row.yes()?,
        hidden: row.yes()?,
        replaced_by: row.parsed_or_none()?,
        tool: row.text()?,
        workflow_id: row.text_or_none()?,
        session: row.text_or_none()?,
    })
}

fn kind(name: &str) -> FileKind {
    match name {
        "input" => FileKind::Input,
        "temp" => FileKind::Temp,
        _ => FileKind::Output,
    }
}
