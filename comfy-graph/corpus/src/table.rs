//! Counts comparisons by group, as a table for people.

use std::collections::BTreeMap;
use std::fmt;

use crate::case::{Case, Group};
use crate::compare::Comparison;

/// How far our reports agree with a server's answers.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<Group, Row>,
    /// Cases that differ, each with what differs.
    pub differences: Vec<String>,
    /// Cases that agree in another order of checks only.
    pub reordered: Vec<String>,
    /// Errors that are found but worded otherwise.
    pub reworded: Vec<String>,
}

#[derive(Debug, Default)]
struct Row {
    cases: usize,
    status: usize,
    with_json: usize,
    errors: usize,
    hinging: usize,
    reordered: usize,
    quoted: usize,
    same_words: usize,
}

impl Table {
    /// Counts one comparison.
    pub fn add(&mut self, case: &Case, comparison: &Comparison) {
        let row = self.rows.entry(case.group).or_default();
        row.cases += 1;
        row.status += usize::from(comparison.status);
        row.with_json += usize::from(comparison.names_errors);
        row.errors += usize::from(comparison.names_errors && comparison.errors);
        row.reordered += usize::from(comparison.reordered);
        row.hinging += usize::from(comparison.hinges);
        row.quoted += comparison.quoted;
        row.same_words += comparison.same_words;
        let name = &case.name;
        if comparison.reordered {
            self.reordered.push(name.clone());
        }
        if !comparison.agrees() {
            let Comparison { missed, invented, .. } = comparison;
            self.differences.push(format!("{name}: missed {missed:?}, invented {invented:?}"));
        }
        let reworded = comparison.reworded.iter();
        self.reworded.extend(reworded.map(|error| format!("{name}: {error}")));
    }

    /// Whether every status and every set of errors agrees.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| group | cases | same status | same errors | in another order | undecided | same \
             words |"
        )?;
        writeln!(f, "| --- | --: | --: | --: | --: | --: | --: |")?;
        for (group, row) in &self.rows {
            writeln!(
                f,
                "| {group} | {} | {} | {} of {} | {} | {} | {} of {} |",
                row.cases,
                row.status,
                row.errors,
                row.with_json,
                row.reordered,
                row.hinging,
                row.same_words,
                row.quoted
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exported => "exported by the frontend",
            Self::Embedded => "embedded in pictures",
            Self::Mutants => "mutants",
            Self::Requests => "requests",
        })
    }
}
