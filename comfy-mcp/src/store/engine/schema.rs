//! Lays out the tables in SQLite, and brings older files up to date.
//!
//! A step that has been released is never changed; what is to change becomes a new step.

use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{Connection, Executor, Row, Transaction};

/// The steps from an empty file to the newest version, which is their number.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

/// The version of the files that this version writes.
pub(in crate::store) const VERSION: i64 = STEPS.len() as i64;

/// Marks files as ours for `file` and friends: "cmcp" in ASCII.
const APPLICATION: i64 = 0x636d_6370;

/// What kind of file it is.
pub(super) enum Layout {
    /// Ours, and of the version that is written.
    Current,
    /// Empty, or ours and older.
    Older,
    /// Ours, and of a version that is not known here.
    Newer(i64),
    /// Of another program.
    Foreign,
}

/// What kind of file the connection has open.
pub(super) async fn layout(connection: &mut SqliteConnection) -> Result<Layout, sqlx::Error> {
    let row = connection
        .fetch_one(
            "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
             FROM pragma_user_version, pragma_application_id",
        )
        .await?;
    let (version, application, tables): (i64, i64, i64) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok(match version {
        0 if tables == 0 => Layout::Older,
        _ if application != APPLICATION => Layout::Foreign,
        VERSION => Layout::Current,
        version if version > VERSION => Layout::Newer(version),
        _ => Layout::Older,
    })
}

/// Takes the steps that the file has not taken yet; what it says afterwards is the layout.
pub(super) async fn upgrade(connection: &mut SqliteConnection) -> Result<Layout, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    // Another process may have done it while this one waited for the lock.
    if let Layout::Older = layout(&mut transaction).await? {
        take_steps(&mut transaction).await?;
    }
    let layout = layout(&mut transaction).await?;
    transaction.commit().await?;
    Ok(layout)
}

async fn take_steps(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), sqlx::Error> {
    let row = transaction.fetch_one("PRAGMA user_version").await?;
    let taken = row.try_get::<i64, _>(0)?;
    for step in STEPS.iter().skip(usize::try_from(taken).unwrap_or_default()) {
        transaction.execute(*step).await?;
    }
    let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}");
    transaction.execute(sqlx::AssertSqlSafe(marks)).await?;
    Ok(())
}
