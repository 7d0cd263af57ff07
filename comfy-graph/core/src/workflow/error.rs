//! Says why a file gives no workflow.

use std::fmt;

use super::editor::EditorError;
use super::embedded::Container;
use crate::json::JsonError;

/// What messages call a file; without a name, `the file`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileName(Option<Box<str>>);

impl FileName {
    /// The name or path that a person would recognise.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(Some(name.into().into_boxed_str()))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, "`{name}`"),
            None => f.write_str("the file"),
        }
    }
}

/// Where a text was found: the file itself, or one text inside a container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileName,
    /// The key under which the container keeps the text, as it is spelled there.
    pub key: Option<String>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "text `{key}` in {}", self.file),
            None => write!(f, "{}", self.file),
        }
    }
}

/// Why no workflow could be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is no byte, or nothing but blanks.
    #[error("{origin} is empty; save the workflow again")]
    Empty {
        /// The empty text.
        origin: Origin,
    },
    /// The bytes are of no known kind.
    #[error("{file} is neither JSON nor a file that ComfyUI saves; export the workflow as JSON")]
    UnknownContainer {
        /// The file.
        file: FileName,
    },
    /// The file is of a known kind that is not read.
    #[error(
        "{file} is {kind}, where no workflow is looked for; use {remedy}",
        remedy = kind.remedy()
    )]
    ForeignContainer {
        /// The file.
        file: FileName,
        /// Its kind.
        kind: Foreign,
    },
    /// The container was read to its end without a workflow.
    #[error(
        "{file} is {container} without a workflow: it was saved without metadata, or by another \
         program; use the file as ComfyUI saved it"
    )]
    NoWorkflow {
        /// The file.
        file: FileName,
        /// What it is.
        container: Container,
    },
    /// The container has settings of AUTOMATIC1111's web UI, which are no workflow.
    #[error(
        "{file} holds only `parameters` of another program, which are no workflow; build the \
         workflow in ComfyUI once"
    )]
    OnlyParameters {
        /// The file.
        file: FileName,
    },
    /// The container ends in its midst, before any workflow.
    #[error("{file} is {container} that ends too early; copy or download it again")]
    Truncated {
        /// The file.
        file: FileName,
        /// What it is.
        container: Container,
    },
    /// The container contradicts itself before any workflow.
    #[error("{file} is {container} with damaged metadata; use the file as ComfyUI saved it")]
    Damaged {
        /// The file.
        file: FileName,
        /// What it is.
        container: Container,
    },
    /// The container's texts pass [`MAX_TEXT`](super::MAX_TEXT).
    #[error(
        "{file} is {container} with more than {limit} bytes of text; export the workflow as JSON",
        limit = super::MAX_TEXT
    )]
    TooMuchText {
        /// The file.
        file: FileName,
        /// What it is.
        container: Container,
    },
    /// The file starts like JSON, but is not UTF-8.
    #[error("{file} is not UTF-8 at line {line}, column {column}; save it as UTF-8")]
    NotUtf8 {
        /// The file.
        file: FileName,
        /// The line of the first wrong byte, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
    },
    /// The text is not JSON.
    #[error(
        "{origin} is not JSON, at line {line}, column {column}; export the workflow again",
        line = source.line,
        column = source.column
    )]
    NotJson {
        /// The text.
        origin: Origin,
        /// The first mistake, with its place.
        source: JsonError,
    },
    /// The JSON is something else.
    #[error("{origin} holds {found}, not a workflow; {remedy}", remedy = found.remedy())]
    NotAWorkflow {
        /// The text.
        origin: Origin,
        /// What it seems to be.
        found: Stranger,
    },
    /// A node of an API prompt is malformed.
    #[error(
        "node `{node}` of {origin} at line {line}, column {column} {flaw}; export the workflow \
         again as API format"
    )]
    BadNode {
        /// The text.
        origin: Origin,
        /// The line where the node starts, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
        /// Its key, which a malformed node may even lack.
        node: String,
        /// What is wrong with it.
        flaw: NodeFlaw,
    },
    /// A part of an editor workflow is of another kind than it should.
    #[error("{origin} cannot be read at line {line}, column {column}")]
    BadEditor {
        /// The text.
        origin: Origin,
        /// The line where the part starts, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
        /// Which part it is, and what is wrong with it.
        source: EditorError,
    },
}

impl LoadError {
    /// The line that is wrong, counted from 1, where it is one.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::NotUtf8 { line, .. }
            | Self::BadNode { line, .. }
            | Self::BadEditor { line, .. } => Some(*line),
            Self::NotJson { source, .. } => Some(source.line),
            _ => None,
        }
    }
}

/// A kind of file known well enough to say that it is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Foreign {
    /// GIF.
    #[error("a GIF picture")]
    Gif,
    /// ZIP, which model files of PyTorch are as well.
    #[error("a ZIP archive")]
    Zip,
}

impl Foreign {
    fn remedy(self) -> &'static str {
        match self {
            Self::Gif => "the PNG or WebP that ComfyUI saved",
            Self::Zip => "a file from inside it",
        }
    }
}

/// JSON that is no workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Stranger {
    /// An object without members, where nodes belong.
    #[error("no nodes")]
    NoNodes,
    /// The list of the templates that ship with ComfyUI.
    #[error("an index of templates")]
    TemplatesIndex,
    /// The answer of `/object_info`.
    #[error("a server's node classes")]
    ObjectInfo,
    /// An entry of `/history` or `/queue`, or several.
    #[error("a server's history or queue")]
    History,
    /// Some other object.
    #[error("an object of an unknown form")]
    Object,
    /// Anything but an object, called as [`Json::kind`](crate::json::Json::kind) does.
    #[error("{0}")]
    Plain(&'static str),
}

impl Stranger {
    fn remedy(self) -> &'static str {
        match self {
            Self::TemplatesIndex => "use one of the files that it names",
            Self::ObjectInfo => "read it as a schema",
            Self::History => "take the prompt out of one of its entries",
            _ => "save or export one in ComfyUI",
        }
    }
}

/// Why a node of an API prompt cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NodeFlaw {
    /// The node is something else.
    #[error("is {0}, not an object")]
    NotAnObject(&'static str),
    /// Its key is the empty text.
    #[error("has an empty id")]
    NoId,
    /// Its class is no name.
    #[error("has a `class_type` that is no name")]
    OddClass,
    /// There is no `inputs` object.
    #[error("has no object `inputs`")]
    NoInputs,
    /// The name of an input is the empty text.
    #[error("has an input without a name")]
    NamelessInput,
}
