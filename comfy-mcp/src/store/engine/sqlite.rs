//! Keeps the connections to a SQLite file.
//!
//! One connection writes and one reads, so that a long search holds up no job. Each has a thread
//! of its own, which is where all waiting happens. A message to it and back takes longer than most
//! statements, so that all statements of a change go there in one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{
    Sqlite as Driver, SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Either, Executor};
use tokio::sync::{Mutex, MutexGuard};

use super::failure::{failure, unreadable};
use super::schema::{self, Layout, VERSION};
use super::{Cell, CellError, Row, Statement};
use crate::store::StoreError;

/// How long another process may hold up a statement.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many statements go to the thread at once, so that their text stays short.
const AT_ONCE: usize = 64;

/// How many statements may be worth keeping in prepared form.
const KEPT: usize = 8;

/// What a row is made into.
type Read<T> = fn(&mut Row) -> Result<T, CellError>;

/// A SQLite file that is open.
pub(in crate::store) struct Sqlite {
    path: PathBuf,
    writer: Arc<Mutex<SqliteConnection>>,
    /// None in memory, where a second connection would see a database of its own.
    reader: Option<Mutex<SqliteConnection>>,
}

/// What came of one statement.
#[derive(Default)]
pub(in crate::store) struct Outcome {
    /// How many rows it has changed.
    pub(in crate::store) changed: u64,
    rows: Vec<SqliteRow>,
}

impl Sqlite {
    pub(in crate::store) async fn open(path: &Path) -> Result<Self, StoreError> {
        // The working folder may change, and SQLite takes some relative names for addresses.
        let absolute = std::path::absolute(path);
        let path = &*absolute.unwrap_or_else(|_| path.to_owned());
        make_folder(path).await?;
        let options = options(path);
        let writer = first_connection(&options, path).await?;
        let reader = options.pragma("query_only", "ON").connect().await;
        let reader = reader.map_err(|error| failure(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            writer: Arc::new(Mutex::new(writer)),
            reader: Some(Mutex::new(reader)),
        })
    }

    pub(in crate::store) async fn in_memory() -> Result<Self, StoreError> {
        let path = Path::new(":memory:");
        let writer = first_connection(&options(path), path).await?;
        Ok(Self { path: path.to_owned(), writer: Arc::new(Mutex::new(writer)), reader: None })
    }

    pub(in crate::store) async fn close(self) -> Result<(), StoreError> {
        if let Some(reader) = self.reader {
            reader.into_inner().close().await.map_err(|error| failure(&self.path, error))?;
        }
        // A change that no one waits for any more is made all the same.
        drop(self.writer.lock().await);
        let Some(writer) = Arc::into_inner(self.writer) else { return Ok(()) };
        writer.into_inner().close().await.map_err(|error| failure(&self.path, error))
    }

    /// Every row of the answer.
    pub(in crate::store) async fn rows<T>(
        &self,
        statement: Statement,
        read: Read<T>,
    ) -> Result<Vec<T>, StoreError> {
        let fetched = query(statement).fetch_all(&mut *self.reader().await).await;
        let rows = fetched.map_err(|error| failure(&self.path, error))?;
        self.read(Outcome { rows, ..Outcome::default() }, read)
    }

    /// The first row of the answer.
    pub(in crate::store) async fn row<T>(
        &self,
        statement: Statement,
        read: Read<T>,
    ) -> Result<Option<T>, StoreError> {
        let fetched = query(statement).fetch_optional(&mut *self.reader().await).await;
        let row = fetched.map_err(|error| failure(&self.path, error))?;
        let read = row.map(|row| read(&mut Row::new(row)));
        read.transpose().map_err(|error| unreadable(&self.path, error))
    }

    /// How many rows a statement has changed, which is all of a change.
    pub(in crate::store) async fn execute(&self, statement: Statement) -> Result<u64, StoreError> {
        let executed = query(statement).execute(&mut *self.writer.lock().await).await;
        Ok(executed.map_err(|error| failure(&self.path, error))?.rows_affected())
    }

    /// Makes a change of several statements, all or none; the answer is what came of each.
    ///
    /// It is made also if no one waits for it any more. Were it left half-way, the file would stay
    /// locked.
    pub(in crate::store) async fn change(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let made = tokio::spawn(change(Arc::clone(&self.writer), statements)).await;
        // Fails with a runtime that shuts down, and then there is no one to be told.
        let made = made.map_err(|error| StoreError::Failed {
            path: self.path.clone(),
            source: error.into(),
        })?;
        made.map_err(|error| failure(&self.path, error))
    }

    /// The rows that a statement of a change has answered with.
    pub(in crate::store) fn read<T>(
        &self,
        outcome: Outcome,
        read: Read<T>,
    ) -> Result<Vec<T>, StoreError> {
        let read = outcome.rows.into_iter().map(|row| read(&mut Row::new(row)));
        read.collect::<Result<_, _>>().map_err(|error| unreadable(&self.path, error))
    }

    async fn reader(&self) -> MutexGuard<'_, SqliteConnection> {
        match &self.reader {
            Some(reader) => reader.lock().await,
            None => self.writer.lock().await,
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

async fn change(
    writer: Arc<Mutex<SqliteConnection>>,
    statements: Vec<Statement>,
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut writer = writer.lock().await;
    let made = make(&mut writer, statements).await;
    if made.is_err() {
        // Refused if there is nothing to roll back, which is as good.
        let _ = writer.execute("ROLLBACK").await;
    }
    made
}

/// Makes a change, and leaves it half-way if a statement fails.
async fn make(
    writer: &mut SqliteConnection,
    statements: Vec<Statement>,
) -> Result<Vec<Outcome>, sqlx::Error> {
    let count = statements.len();
    let mut statements = statements.into_iter();
    let mut outcomes = Vec::with_capacity(count + 2);
    // Locks at once: a lock that is taken up half-way cannot be waited for.
    let mut text = Statement::new("BEGIN IMMEDIATE;");
    loop {
        statements.by_ref().take(AT_ONCE).for_each(|statement| text.append(statement));
        let is_last = statements.len() == 0;
        if is_last {
            text.append(Statement::new("COMMIT"));
        }
        let query = query(text).persistent(count <= KEPT);
        add_outcomes(&mut outcomes, writer, query).await?;
        if is_last {
            break;
        }
        text = Statement::new("");
    }
    // Those that begin and end the change are no one's.
    outcomes.pop();
    outcomes.remove(0);
    Ok(outcomes)
}

async fn add_outcomes(
    outcomes: &mut Vec<Outcome>,
    writer: &mut SqliteConnection,
    query: Query<'static, Driver, SqliteArguments>,
) -> Result<(), sqlx::Error> {
    let mut answers = writer.fetch_many(query);
    let mut rows = Vec::new();
    while let Some(answer) = answers.try_next().await? {
        match answer {
            Either::Right(row) => rows.push(row),
            Either::Left(done) => {
                let rows = std::mem::take(&mut rows);
                outcomes.push(Outcome { changed: done.rows_affected(), rows });
            }
        }
    }
    Ok(())
}

/// The statement as the driver takes it.
fn query(statement: Statement) -> Query<'static, Driver, SqliteArguments> {
    // Texts that come from outside are arguments; `queries` writes the rest.
    let query = sqlx::query(AssertSqlSafe(statement.sql));
    statement.cells.into_iter().fold(query, |query, cell| match cell {
        Cell::Text(text) => query.bind(text),
        Cell::Number(number) => query.bind(number),
    })
}

async fn make_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let made = tokio::fs::create_dir_all(folder).await;
    made.map_err(|source| StoreError::Folder { path: folder.to_owned(), source })
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // After a power cut the last jobs may be missing, which is what happened to ComfyUI's
        // memory of them too; after a kill nothing is.
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // In KiB, as it is negative. The whole server is to idle below 20 MB.
        .pragma("cache_size", "-512")
        // One large batch would leave a large log for good.
        .pragma("journal_size_limit", "4194304")
        .statement_cache_capacity(40)
        .thread_name(|number| format!("store-{number}"))
        .disable_statement_logging()
}

/// A connection to the file once it is ours and up to date.
///
/// Several processes may make the file at the same time. SQLite waits for locks itself, but not
/// for the one under which a file goes over to a write-ahead log.
async fn first_connection(
    options: &SqliteConnectOptions,
    path: &Path,
) -> Result<SqliteConnection, StoreError> {
    let begun = Instant::now();
    loop {
        match prepared(options, path).await {
            Err(StoreError::Busy { .. }) if begun.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            connected => return connected,
        }
    }
}

async fn prepared(
    options: &SqliteConnectOptions,
    path: &Path,
) -> Result<SqliteConnection, StoreError> {
    let failed = |error| failure(path, error);
    let mut connection = options.connect().await.map_err(failed)?;
    let layout = schema::layout(&mut connection).await.map_err(failed)?;
    refuse_others(&layout, path)?;
    // Only now: it changes the file, which until here might have been anyone's.
    connection.execute("PRAGMA journal_mode = WAL").await.map_err(failed)?;
    if let Layout::Older = layout {
        let layout = schema::upgrade(&mut connection).await.map_err(failed)?;
        refuse_others(&layout, path)?;
    }
    // A file that may only be read opens without a word, and even BEGIN IMMEDIATE passes; it would
    // fail with the first job. This changes nothing, but only who may write can do it.
    connection.execute("DELETE FROM settings WHERE FALSE").await.map_err(failed)?;
    Ok(connection)
}

fn refuse_others(layout: &Layout, path: &Path) -> Result<(), StoreError> {
    let path = path.to_owned();
    match *layout {
        Layout::Current | Layout::Older => Ok(()),
        Layout::Newer(found) => Err(StoreError::Newer { path, found, known: VERSION }),
        Layout::Foreign => Err(StoreError::Foreign { path }),
    }
}
