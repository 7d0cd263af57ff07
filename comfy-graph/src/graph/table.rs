//! Describes node classes to generated code: order, defaults, ranges.

/// What generated code knows of a node class.
#[derive(Debug, PartialEq)]
pub struct Class {
    /// The name prompts use.
    pub name: &'static str,
    /// The caption editors show, which nodes without a title of their own get.
    pub title: &'static str,
    /// Whether it runs at a partner and costs credits.
    pub partner: bool,
    /// Whether it is a root of execution.
    pub output_node: bool,
    /// Inputs in the server's order.
    pub inputs: &'static [Field],
}

/// What generated code knows of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// The name prompts use.
    pub name: &'static str,
    /// What is sent where nothing is given; the server itself fills in nothing.
    pub preset: Preset,
    /// What the server takes.
    pub range: Range,
}

impl Field {
    /// The same with a default.
    #[must_use]
    pub const fn preset(mut self, preset: Preset) -> Self {
        self.preset = preset;
        self
    }

    /// The same with inclusive limits for whole numbers.
    #[must_use]
    pub const fn ints(mut self, min: i128, max: i128) -> Self {
        self.range = Range::Int(min, max);
        self
    }

    /// The same with inclusive limits for numbers.
    #[must_use]
    pub const fn floats(mut self, min: f64, max: f64) -> Self {
        self.range = Range::Float(min, max);
        self
    }

    /// The same with limits for the number of elements.
    #[must_use]
    pub const fn elements(mut self, min: u32, max: u32) -> Self {
        self.range = Range::Elements(min, max);
        self
    }
}

// The usual entries take one call: generated tables have thousands, and each call costs compilers.

/// An input without default or range.
#[must_use]
pub const fn field(name: &'static str) -> Field {
    Field { name, preset: Preset::None, range: Range::None }
}

/// An input for whole numbers: its default, then inclusive limits.
#[must_use]
pub const fn int(name: &'static str, preset: i64, min: i128, max: i128) -> Field {
    Field { name, preset: Preset::Int(preset), range: Range::Int(min, max) }
}

/// An input for numbers: its default, then inclusive limits.
#[must_use]
pub const fn float(name: &'static str, preset: f64, min: f64, max: f64) -> Field {
    Field { name, preset: Preset::Float(preset), range: Range::Float(min, max) }
}

/// An input for text or a choice, with its default.
#[must_use]
pub const fn text(name: &'static str, preset: &'static str) -> Field {
    Field { name, preset: Preset::Text(preset), range: Range::None }
}

/// An input for a flag, with its default.
#[must_use]
pub const fn flag(name: &'static str, preset: bool) -> Field {
    Field { name, preset: Preset::Bool(preset), range: Range::None }
}

/// What is sent for an input that nothing was given to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preset {
    /// Nothing.
    None,
    /// A whole number.
    Int(i64),
    /// A whole number past 63 bits.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// A flag.
    Bool(bool),
    /// Text or a choice.
    Text(&'static str),
    /// Anything else, as JSON text.
    Json(&'static str),
}

/// What an input takes; every limit is inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// Not limited, or not by a range.
    None,
    /// Whole numbers.
    Int(i128, i128),
    /// Numbers.
    Float(f64, f64),
    /// So many elements.
    Elements(u32, u32),
}
