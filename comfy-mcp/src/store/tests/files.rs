//! Tries the file: made, opened again, refused, damaged, full.

use std::path::Path;

use super::super::engine::{Statement, VERSION};
use super::super::{BatchId, JobRecord, Store, StoreError, Timestamp};
use super::{SERVER, asset, insert, insert_finished, job};

/// Runs statements on the file, as another program might.
async fn run(path: &Path, sql: &'static str) {
    use sqlx::{ConnectOptions, Connection, Executor};

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn folders_are_made_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/ü c?.db");

    Store::open(&path).await.unwrap();

    assert!(path.is_file());
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (job, file) = (job(), Store::open(&path).await.unwrap());
    let assets = insert_finished(&file, &job, &[asset(&job, "a.png")]).await;
    file.close().await.unwrap();

    let file = Store::open(&path).await.unwrap();

    assert_eq!(file.assets_of(job.id).await.unwrap(), assets);
}

#[tokio::test]
async fn a_closed_file_lies_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).await.unwrap();
    insert(&store, &job()).await;

    store.close().await.unwrap();

    let names: Vec<_> =
        folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.db"]);
}

#[tokio::test]
async fn the_file_keeps_what_a_kill_might_lose_in_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).await.unwrap();

    let mode = store.engine.row(Statement::new("PRAGMA journal_mode"), |row| row.text()).await;
    let enforced = store.engine.row(Statement::new("PRAGMA foreign_keys"), |row| row.yes()).await;

    assert_eq!(mode.unwrap().unwrap(), "wal");
    assert!(enforced.unwrap().unwrap());
}

#[tokio::test]
async fn a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Store::open(&path).await.unwrap().close().await.unwrap();
    run(&path, "PRAGMA user_version = 999").await;

    let error = Store::open(&path).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        format!(
            "the database `{}` is of version 999, and this comfy-mcp knows versions up to \
             {VERSION}; use a newer comfy-mcp, or choose another folder with --data-dir",
            path.display()
        )
    );
}

#[tokio::test]
async fn a_database_of_another_program_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    run(&path, "CREATE TABLE songs (name TEXT)").await;
    let before = std::fs::read(&path).unwrap();

    let error = Store::open(&path).await.unwrap_err();

    assert!(matches!(error, StoreError::Foreign { path: named } if named == path));
    assert!(std::fs::read(&path).unwrap() == before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let bytes = b"not a database ".repeat(1000);
    std::fs::write(&path, &bytes).unwrap();

    let error = Store::open(&path).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        format!(
            "the database `{}` is damaged; move it away to start with an empty one, or put a \
             backup in its place",
            path.display()
        )
    );
    assert!(std::fs::read(&path).unwrap() == bytes);
}

#[tokio::test]
async fn damage_inside_the_file_is_told_when_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&path).await.unwrap();
    insert(&store, &job()).await;
    store.close().await.unwrap();
    // All pages but the first, which says that it is a database of this version.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4096..].fill(0xaa);
    std::fs::write(&path, &bytes).unwrap();

    let error = match Store::open(&path).await {
        Ok(store) => store.unfinished_jobs(SERVER).await.unwrap_err(),
        Err(error) => error,
    };

    assert!(matches!(error, StoreError::Damaged { path: named, .. } if named == path));
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (store, job) = (Store::open(&path).await.unwrap(), job());
    insert(&store, &job).await;
    run(&path, "UPDATE jobs SET state = 'asleep'").await;

    let error = store.job(job.id).await.unwrap_err();

    assert!(matches!(&error, StoreError::Damaged { .. }));
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(cause.to_string(), "column `state` cannot be read");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();

    let error = Store::open(&file.join("a.db")).await.unwrap_err();

    assert!(matches!(error, StoreError::Folder { path, .. } if path == file));
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();

    let error = Store::open(folder.path()).await.unwrap_err();

    assert!(matches!(error, StoreError::Unwritable { path, .. } if path == folder.path()));
}

#[tokio::test]
async fn a_file_that_may_only_be_read_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Store::open(&path).await.unwrap().close().await.unwrap();
    let mut permissions = path.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    // Root writes all the same; then there is nothing to refuse.
    let is_root = std::fs::OpenOptions::new().append(true).open(&path).is_ok();

    let opened = Store::open(&path).await;

    match opened {
        Ok(_) => assert!(is_root),
        Err(error) => {
            assert!(matches!(error, StoreError::Unwritable { path: named, .. } if named == path))
        }
    }
}

#[tokio::test]
async fn a_statement_that_may_not_write_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&path).await.unwrap();
    store.engine.execute(Statement::new("PRAGMA query_only = ON")).await.unwrap();

    let error = store.put_value("key", &1.into()).await.unwrap_err();

    assert!(matches!(error, StoreError::Unwritable { path: named, .. } if named == path));
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (store, first, second) = (Store::open(&path).await.unwrap(), job(), job());
    insert(&store, &first).await;
    store.engine.execute(Statement::new("PRAGMA max_page_count = 1")).await.unwrap();

    let prompt = "x".repeat(1_000_000).into();
    let error = store.insert_job(&second, &prompt).await.unwrap_err();

    assert!(matches!(error, StoreError::Full { path: named, .. } if named == path));
    assert_eq!(store.job(second.id).await.unwrap(), None);
    assert_eq!(store.job(first.id).await.unwrap(), Some(first));
}

#[tokio::test]
async fn two_stores_of_one_file_see_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (one, other) = (Store::open(&path).await.unwrap(), Store::open(&path).await.unwrap());

    let moment = Timestamp::now().as_millis();
    one.put_value("moment", &moment.into()).await.unwrap();

    assert_eq!(other.get_value("moment").await.unwrap(), Some(moment.into()));
}

#[tokio::test]
async fn a_change_that_fails_lets_go_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (one, other) = (Store::open(&path).await.unwrap(), Store::open(&path).await.unwrap());
    let job = job();

    // There is no such batch.
    let stray = JobRecord { batch: Some((BatchId::random(), 0)), ..job.clone() };
    one.insert_job(&stray, &1.into()).await.unwrap_err();
    insert(&other, &job).await;

    assert_eq!(one.job(job.id).await.unwrap(), Some(job));
}
