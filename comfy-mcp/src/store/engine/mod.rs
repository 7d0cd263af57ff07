//! Speaks to the database.
//!
//! `queries` says what is to be done, in [`Statement`]s; nothing outside this folder names a type
//! of sqlx. A second engine takes the place of [`Sqlite`], with a schema of its own.

mod failure;
mod row;
mod schema;
mod sqlite;
mod statement;

pub(super) use row::{CellError, Row};
pub(super) use sqlite::{Outcome, Sqlite};
pub(super) use statement::{Cell, Statement};

#[cfg(test)]
pub(super) use schema::VERSION;
