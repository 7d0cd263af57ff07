//! Reads a row of an answer, column by column.
//!
//! Columns are read in the order in which the statement selects them.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Column, Decode, Row as _, Type};

use crate::store::{Cause, Timestamp};

/// A column that does not hold what this version stores there.
#[derive(Debug, thiserror::Error)]
#[error("column `{column}` cannot be read")]
pub(in crate::store) struct CellError {
    column: String,
    source: Cause,
}

/// A row, of which the first columns have been read.
pub(in crate::store) struct Row {
    row: SqliteRow,
    next: usize,
}

impl Row {
    pub(super) fn new(row: SqliteRow) -> Self {
        Self { row, next: 0 }
    }

    pub(in crate::store) fn text(&mut self) -> Result<String, CellError> {
        self.cell()
    }

    pub(in crate::store) fn text_or_none(&mut self) -> Result<Option<String>, CellError> {
        self.cell()
    }

    pub(in crate::store) fn yes(&mut self) -> Result<bool, CellError> {
        self.cell::<i64>().map(|number| number != 0)
    }

    pub(in crate::store) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, CellError>
    where
        T::Error: std::error::Error + Send + Sync + 'static,
    {
        let number: i64 = self.cell()?;
        T::try_from(number).map_err(|error| self.refused(error))
    }

    pub(in crate::store) fn number_or_none<T: TryFrom<i64>>(
        &mut self,
    ) -> Result<Option<T>, CellError>
    where
        T::Error: std::error::Error + Send + Sync + 'static,
    {
        let number: Option<i64> = self.cell()?;
        number.map(T::try_from).transpose().map_err(|error| self.refused(error))
    }

    pub(in crate::store) fn moment(&mut self) -> Result<Timestamp, CellError> {
        self.cell().map(Timestamp::from_millis)
    }

    pub(in crate::store) fn moment_or_none(&mut self) -> Result<Option<Timestamp>, CellError> {
        Ok(self.cell::<Option<i64>>()?.map(Timestamp::from_millis))
    }

    pub(in crate::store) fn parsed<T: FromStr>(&mut self) -> Result<T, CellError>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        self.text()?.parse().map_err(|error: T::Err| self.refused(error))
    }

    pub(in crate::store) fn parsed_or_none<T: FromStr>(&mut self) -> Result<Option<T>, CellError>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        let text = self.text_or_none()?;
        let parsed = text.map(|text| text.parse()).transpose();
        parsed.map_err(|error: T::Err| self.refused(error))
    }

    pub(in crate::store) fn json<T: DeserializeOwned>(&mut self) -> Result<T, CellError> {
        let text = self.text()?;
        serde_json::from_str(&text).map_err(|error| self.refused(error))
    }

    pub(in crate::store) fn json_or_none<T: DeserializeOwned>(
        &mut self,
    ) -> Result<Option<T>, CellError> {
        let text = self.text_or_none()?;
        let read = text.map(|text| serde_json::from_str(&text)).transpose();
        read.map_err(|error| self.refused(error))
    }

    fn cell<T>(&mut self) -> Result<T, CellError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite>,
    {
        let place = self.next;
        self.next += 1;
        self.row.try_get(place).map_err(|error| self.refused(error))
    }

    /// The column last read, with what is wrong with it.
    fn refused(&self, source: impl Into<Cause>) -> CellError {
        let column = self.row.columns().get(self.next - 1).map(Column::name).unwrap_or_default();
        CellError { column: column.to_owned(), source: source.into() }
    }
}
