//! Tells what became of each file.

use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::workflow::Note;
use serde::Serialize;

use crate::cli::{Verdict, complain};

/// A file that was converted.
#[derive(Debug)]
pub(super) struct Converted {
    pub(super) text: String,
    pub(super) nodes: usize,
    pub(super) notes: Vec<Note>,
}

/// What was told so far.
#[derive(Debug)]
pub(super) struct Told {
    as_json: bool,
    is_faulty: bool,
}

/// What programs read of one file.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<LineNote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct LineNote<'a> {
    node: Option<&'a str>,
    message: String,
}

impl<'a> From<&'a Note> for LineNote<'a> {
    fn from(note: &'a Note) -> Self {
        Self { node: note.node.as_ref().map(NodeId::as_str), message: note.remark.to_string() }
    }
}

impl Told {
    pub(super) fn new(as_json: bool) -> Self {
        Self { as_json, is_faulty: false }
    }

    pub(super) fn converted(
        &self,
        file: &str,
        path: Option<&Path>,
        converted: &Converted,
    ) -> io::Result<()> {
        let Converted { nodes, notes, .. } = converted;
        if !self.as_json {
            let tell = |note| writeln!(io::stderr(), "note: `{file}`: {note}");
            // One who does not listen is no error.
            notes.iter().for_each(|note| tell(note).unwrap_or_default());
            return Ok(());
        }
        let written = path.map(|path| path.display().to_string());
        let notes = notes.iter().map(LineNote::from).collect();
        write(&Line { file, written, nodes: Some(*nodes), notes, error: None })
    }

    pub(super) fn refused(&mut self, file: &str, error: &dyn Error) -> io::Result<()> {
        self.is_faulty = true;
        complain(error);
        if !self.as_json {
            return Ok(());
        }
        let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
        let error = Some(causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}")));
        write(&Line { file, written: None, nodes: None, notes: Vec::new(), error })
    }

    pub(super) fn verdict(&self) -> Verdict {
        if self.is_faulty { Verdict::Faulty } else { Verdict::Fine }
    }
}

fn write(line: &Line<'_>) -> io::Result<()> {
    let line = serde_json::to_string(line).expect("BUG: a line is always JSON");
    match writeln!(io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
