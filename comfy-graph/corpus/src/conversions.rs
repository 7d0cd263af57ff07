//! Counts comparisons of conversions by group, as a table for people.

use std::fmt;

use comfy_graph_core::schema::Schema;

use crate::export::{Export, Volatile, difference};

/// How far our conversions agree with an editor's exports.
#[derive(Debug, Default)]
pub struct Conversions {
    rows: Vec<Row>,
    /// Workflows that differ, each with what differs.
    pub differences: Vec<String>,
}

#[derive(Debug)]
struct Row {
    group: &'static str,
    files: usize,
    exported: usize,
    refused: usize,
}

impl Conversions {
    /// Compares the workflows of one group.
    pub fn add(
        &mut self,
        group: &'static str,
        exports: &[Export],
        schema: &Schema,
        volatile: &Volatile,
    ) {
        let mut row = Row { group, files: exports.len(), exported: 0, refused: 0 };
        for export in exports {
            match difference(export, schema, volatile) {
                Some(difference) => {
                    self.differences.push(format!("{}: {difference}", export.name));
                }
                None if export.exported.is_ok() => row.exported += 1,
                None => row.refused += 1,
            }
        }
        self.rows.push(row);
    }
}

impl fmt::Display for Conversions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| workflows | files | same prompt | refused by both | differ |")?;
        writeln!(f, "| --- | --: | --: | --: | --: |")?;
        for Row { group, files, exported, refused } in &self.rows {
            let differ = files - exported - refused;
            writeln!(f, "| {group} | {files} | {exported} | {refused} | {differ} |")?;
        }
        Ok(())
    }
}
