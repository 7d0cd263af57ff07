//! Tells what became of each file.

use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use comfy_graph_core::ids::{InputName, NodeId};
use comfy_graph_core::workflow::{Loss, Note};
use comfy_mcp::error::with_cause;
use serde::Serialize;

use super::Verdict;
use super::output::Output;
use super::terminal::{complain, note};

/// A file of which something was made.
#[derive(Debug)]
pub(super) struct Converted {
    pub(super) text: String,
    pub(super) nodes: usize,
    pub(super) remarks: Vec<Remark>,
}

/// What is worth knowing about such a file.
#[derive(Debug, Serialize)]
pub(super) struct Remark {
    node: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    message: String,
    /// The same for people.
    #[serde(skip)]
    text: String,
}

impl From<&Note> for Remark {
    fn from(note: &Note) -> Self {
        let node = note.node.as_ref().map(NodeId::to_string);
        Self { node, input: None, message: note.remark.to_string(), text: note.to_string() }
    }
}

impl From<&Loss> for Remark {
    fn from(loss: &Loss) -> Self {
        Self {
            node: Some(loss.node.to_string()),
            input: loss.input.as_ref().map(InputName::to_string),
            message: loss.reason.to_string(),
            text: loss.to_string(),
        }
    }
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
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [Remark],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Told {
    pub(super) fn new(as_json: bool) -> Self {
        Self { as_json, is_faulty: false }
    }

    /// Writes what was made of `file`, or tells why there is nothing to write.
    pub(super) fn outcome(
        &mut self,
        file: &str,
        outcome: Result<Converted, Box<dyn Error>>,
        output: &Output,
    ) -> Result<(), Box<dyn Error>> {
        match outcome {
            Ok(converted) => {
                let path = output.write(file, &converted.text)?;
                self.converted(file, path.as_deref(), &converted)?;
            }
            Err(error) => self.refused(file, &*error)?,
        }
        Ok(())
    }

    fn converted(&self, file: &str, path: Option<&Path>, converted: &Converted) -> io::Result<()> {
        let Converted { nodes, remarks, .. } = converted;
        if !self.as_json {
            for Remark { text, .. } in remarks {
                note(&format!("`{file}`: {text}"));
            }
            return Ok(());
        }
        let written = path.map(|path| path.display().to_string());
        write(&Line { file, written, nodes: Some(*nodes), notes: remarks, error: None })
    }

    fn refused(&mut self, file: &str, error: &dyn Error) -> io::Result<()> {
        self.is_faulty = true;
        complain(error);
        if !self.as_json {
            return Ok(());
        }
        let error = Some(with_cause(error));
        write(&Line { file, written: None, nodes: None, notes: &[], error })
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
