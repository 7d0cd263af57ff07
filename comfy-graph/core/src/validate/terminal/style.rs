//! Paints text for terminals that know ANSI codes.

/// Whether a report has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With ANSI escape codes.
    Coloured,
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Error,
    Warning,
    Undecided,
    Good,
    /// What is read first.
    Strong,
    /// What only holds the rest together.
    Frame,
}

impl Style {
    pub(super) fn paint(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Error => "1;31",
            Tone::Warning => "1;33",
            Tone::Undecided => "1;36",
            Tone::Good => "1;32",
            Tone::Strong => "1",
            Tone::Frame => "1;34",
        };
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}
