//! Holds the options of a generation, each once.

use std::collections::BTreeSet;

/// What to generate; every front fills in one of these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Which classes get a type.
    pub select: Select,
    /// Whether model files become variants.
    pub models: Models,
}

/// Which classes get a type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Select {
    /// Every class of the schema.
    #[default]
    All,
    /// These, by the server's name; unknown ones are an error.
    Only(BTreeSet<String>),
    /// Those whose Rust name is one of these words, such as the words of a program.
    Words(BTreeSet<String>),
}

/// Whether model files become variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Models {
    /// Each file that the schema lists is a variant.
    #[default]
    Variants,
    /// Only `Other` is left, which takes any name.
    OtherOnly,
}
