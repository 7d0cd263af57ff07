//! Tells from what SQLite says which failure it is.
//!
//! The numbers are result codes of <https://www.sqlite.org/rescode.html>.

use std::path::Path;

use super::CellError;
use crate::store::{Cause, StoreError};

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;
const IOERR: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const NOTADB: i32 = 26;
/// What a full disk says to the file that lies beside the log.
const IOERR_SHMSIZE: i32 = IOERR | 19 << 8;

/// The failure behind `error`, in the database `path`.
pub(super) fn failure(path: &Path, error: sqlx::Error) -> StoreError {
    let code = code(&error).unwrap_or_default();
    let path = path.to_owned();
    let source: Cause = error.into();
    // The upper bits say more than anyone here asks for, with one exception.
    match code & 0xff {
        _ if code == IOERR_SHMSIZE => StoreError::Full { path, source },
        BUSY | LOCKED => StoreError::Busy { path, source },
        // A file system that refuses to write, or to read, is known by these alone.
        READONLY | CANTOPEN | IOERR => StoreError::Unwritable { path, source },
        CORRUPT | NOTADB => StoreError::Damaged { path, source },
        FULL => StoreError::Full { path, source },
        _ => StoreError::Failed { path, source },
    }
}

/// The failure of a row that cannot be read, in the database `path`.
pub(super) fn unreadable(path: &Path, error: CellError) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), source: error.into() }
}

fn code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}
