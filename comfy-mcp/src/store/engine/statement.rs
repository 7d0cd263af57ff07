//! Holds a statement in the SQL that SQLite shares with Postgres.
//!
//! Arguments are `$1`, `$2`…, and columns are texts or 64-bit numbers. JSON, ids and states are
//! texts; moments and yes or no are numbers.

use std::borrow::Cow;

use comfy_graph_core::ids::JobId;

use crate::store::{AssetId, BatchId, Timestamp};

/// An argument of a statement.
///
/// No value is of a type too: Postgres asks for it.
#[derive(Debug)]
pub(in crate::store) enum Cell {
    Text(Option<String>),
    Number(Option<i64>),
}

impl Cell {
    /// The number that stands for `value`; what is beyond the largest one counts as it.
    pub(in crate::store) fn size(value: Option<u64>) -> Self {
        Self::Number(value.map(|value| i64::try_from(value).unwrap_or(i64::MAX)))
    }
}

/// A statement with its arguments.
#[derive(Debug)]
pub(in crate::store) struct Statement {
    pub(in crate::store) sql: Cow<'static, str>,
    pub(super) cells: Vec<Cell>,
}

impl Statement {
    pub(in crate::store) fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self { sql: sql.into(), cells: Vec::new() }
    }

    /// Gives the next argument.
    pub(in crate::store) fn bind(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }

    /// Goes on with `sql`, where `?` stands for `cell`.
    pub(in crate::store) fn push(&mut self, sql: &str, cell: impl Into<Cell>) {
        self.cells.push(cell.into());
        let place = format!("${}", self.cells.len());
        self.sql.to_mut().push_str(&sql.replace('?', &place));
    }
}

impl Statement {
    /// Goes on with another statement, whose arguments are numbered anew.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.cells.len();
        let sql = self.sql.to_mut();
        let mut parts = other.sql.split('$');
        sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let (number, rest) = part.split_at(digits);
            let number: usize = number.parse().expect("BUG: `$` begins an argument");
            sql.push_str(&format!("${}{rest}", before + number));
        }
        sql.push(';');
        self.cells.extend(other.cells);
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(Some(number.into()))
    }
}

impl From<Option<u32>> for Cell {
    fn from(number: Option<u32>) -> Self {
        Self::Number(number.map(i64::from))
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Number(Some(yes.into()))
    }
}

impl From<Timestamp> for Cell {
    fn from(moment: Timestamp) -> Self {
        Self::Number(Some(moment.as_millis()))
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(moment: Option<Timestamp>) -> Self {
        Self::Number(moment.map(Timestamp::as_millis))
    }
}

macro_rules! cells_from_ids {
    ($($id:ident),+) => {
        $(
            impl From<$id> for Cell {
                fn from(id: $id) -> Self {
                    Self::Text(Some(id.to_string()))
                }
            }

            impl From<Option<$id>> for Cell {
                fn from(id: Option<$id>) -> Self {
                    Self::Text(id.map(|id| id.to_string()))
                }
            }
        )+
    };
}

cells_from_ids!(JobId, AssetId, BatchId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pushed_argument_can_be_named_twice() {
        let mut statement = Statement::new("SELECT 1 WHERE $1 = 2").bind(2_u32);

        statement.push(" AND (a = ? OR b = ?)", "x");

        assert_eq!(statement.sql, "SELECT 1 WHERE $1 = 2 AND (a = $2 OR b = $2)");
        assert_eq!(statement.cells.len(), 2);
    }

    #[test]
    fn arguments_of_a_further_statement_are_numbered_anew() {
        let mut statement = Statement::new("BEGIN;");

        statement.append(Statement::new("SELECT $1, $2, $1").bind("a").bind("b"));
        statement.append(Statement::new("SELECT $1").bind("c"));

        assert_eq!(statement.sql, "BEGIN;SELECT $1, $2, $1;SELECT $3;");
        assert_eq!(statement.cells.len(), 3);
    }
}
