//! Reports verdicts one by one, then sums them up.

use std::error::Error;
use std::io::{self, BufWriter, ErrorKind, Write};

use comfy_graph_core::schema::Schema;
use comfy_graph_core::validate::{Report, SourceFile, Style, UndecidedReason};
use serde::Serialize;

use super::Verdict;
use super::files::{FileError, Prompt};

/// How verdicts are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// For people.
    Text(Style),
    /// For programs: JSON, an object a line.
    Lines,
}

/// The report so far.
pub(super) struct Tally<'s, W: Write> {
    form: Form,
    schema: &'s Schema,
    /// `None` once nobody reads any more; files are judged on, for the exit status.
    output: Option<BufWriter<W>>,
    counts: Counts,
    lacks_files: bool,
}

/// How many files there were of each kind.
#[derive(Debug, Default)]
struct Counts {
    accepted: usize,
    in_part: usize,
    refused: usize,
    failing: usize,
    not_judged: usize,
}

/// A report that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to the standard output; is its disk full?")]
pub(super) struct WriteError(#[from] io::Error);

/// What programs read of a file that was not judged.
#[derive(Serialize)]
struct NotJudged<'a> {
    file: &'a str,
    error: String,
}

impl<'s, W: Write> Tally<'s, W> {
    pub(super) fn new(form: Form, schema: &'s Schema, output: W) -> Self {
        let output = Some(BufWriter::new(output));
        Self { form, schema, output, counts: Counts::default(), lacks_files: false }
    }

    pub(super) fn judged(&mut self, prompt: &Prompt, report: &Report) -> Result<(), WriteError> {
        self.counts.add(report);
        let lacks = |reason| reason == UndecidedReason::FilesUnknown;
        self.lacks_files |= report.undecided.iter().any(|input| lacks(input.reason));
        let Prompt { file, text } = prompt;
        let text = match self.form {
            Form::Text(style) => report.to_text(&SourceFile { file, text }, self.schema, style),
            Form::Lines => report.to_line(file, self.schema) + "\n",
        };
        self.write(&text)
    }

    pub(super) fn not_judged(&mut self, error: &FileError) -> Result<(), WriteError> {
        self.counts.not_judged += 1;
        if self.form != Form::Lines {
            return Ok(());
        }
        let line = NotJudged { file: error.file(), error: error.to_string() };
        let line = serde_json::to_string(&line).expect("BUG: a line is always JSON");
        self.write(&(line + "\n"))
    }

    /// Ends the report.
    pub(super) fn finish(mut self) -> Result<Verdict, Box<dyn Error>> {
        if self.form != Form::Lines {
            let summary = self.counts.summary().unwrap_or_default();
            let advice = if self.lacks_files {
                "hint: a snapshot knows no files of a server; `--comfyui URL` asks one\n"
            } else {
                ""
            };
            self.write(&(summary + advice))?;
        }
        self.tried(|output| output.flush())?;
        let is_fine = self.counts.all() == self.counts.accepted;
        Ok(if is_fine { Verdict::Fine } else { Verdict::Faulty })
    }

    fn write(&mut self, text: &str) -> Result<(), WriteError> {
        self.tried(|output| output.write_all(text.as_bytes()))
    }

    /// Does something with the output; a reader who has left is no error.
    fn tried(
        &mut self,
        act: impl Fn(&mut BufWriter<W>) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        match self.output.as_mut().map(act) {
            Some(Err(error)) if error.kind() == ErrorKind::BrokenPipe => {
                // What is still buffered must not be written when it is dropped.
                self.output.take().map(BufWriter::into_parts);
                Ok(())
            }
            result => Ok(result.unwrap_or(Ok(()))?),
        }
    }
}

impl Counts {
    fn add(&mut self, report: &Report) {
        let count = match report.status() {
            200 if report.is_valid() => &mut self.accepted,
            200 => &mut self.in_part,
            400 => &mut self.refused,
            _ => &mut self.failing,
        };
        *count += 1;
    }

    fn all(&self) -> usize {
        self.accepted + self.in_part + self.refused + self.failing + self.not_judged
    }

    /// A line about all files, where there are several.
    fn summary(&self) -> Option<String> {
        let kinds = [
            (self.accepted, "accepted"),
            (self.in_part, "accepted in part"),
            (self.refused, "refused"),
            (self.failing, "on which the server fails"),
            (self.not_judged, "not judged"),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        let kinds: Vec<_> = kinds.map(|(count, kind)| format!("{count} {kind}")).collect();
        (self.all() > 1).then(|| format!("\n{} files: {}\n", self.all(), kinds.join(", ")))
    }
}
