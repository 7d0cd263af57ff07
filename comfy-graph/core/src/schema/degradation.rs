//! Records what of a schema could not be read.

use std::fmt;

use crate::ids::ClassName;

/// A part of a class that was left out, or read in a lesser way, since it is malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Degradation {
    /// The class it belongs to; absent where the name of the class is empty.
    pub class: Option<ClassName>,
    /// Where in the class entry, such as `input.required.image`.
    pub place: String,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a part of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Something else stands where a certain kind of JSON belongs.
    Unexpected {
        /// What belongs there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// Something is missing.
    Missing {
        /// What belongs there.
        expected: &'static str,
    },
    /// The name is declared as required too; that declaration holds.
    AlsoRequired,
    /// The type name is one of the server's dynamic ones that this version does not know.
    UnknownDynamicType,
    /// Dynamic inputs nest deeper than any server's.
    TooDeep,
}

impl fmt::Display for Degradation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.class, self.place.as_str()) {
            (None, _) => f.write_str("a class ")?,
            (Some(class), "") => write!(f, "class `{class}` ")?,
            (Some(class), place) => write!(f, "`{place}` of class `{class}` ")?,
        }
        match &self.reason {
            Reason::Unexpected { expected, found } => {
                write!(f, "should be {expected} and is {found}")
            }
            Reason::Missing { expected } => write!(f, "lacks {expected}"),
            Reason::AlsoRequired => f.write_str("is declared as required as well"),
            Reason::UnknownDynamicType => f.write_str("has a dynamic type unknown to this version"),
            Reason::TooDeep => f.write_str("nests dynamic inputs too deep"),
        }
    }
}
