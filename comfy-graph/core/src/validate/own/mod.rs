//! Does what classes with checks of their own do, so far as that needs no server.
//!
//! Which classes these are is in `table`.

mod table;

use super::problem::Problem;
use crate::json::Json;
use crate::python::{self, Raised};

/// The check that a class has of its own.
#[derive(Debug)]
pub(super) struct OwnCheck {
    class: &'static str,
    /// The inputs that the function names; the server then leaves limits and choices to it.
    inputs: &'static [&'static str],
    names: Names,
    pub(super) rule: Rule,
}

/// Whether the function takes further inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    These,
    All,
}

/// What the function does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// It accepts whatever comes, so that choices unknown to the server pass.
    Accepts,
    /// The same, but it must be given this input.
    AcceptsGiven { input: &'static str, function: &'static str },
    /// It looks for a file in the server's folders.
    File(FileRule),
    /// It takes `X:Y` from 1:4 to 4:1, and raises on anything else.
    AspectRatio { input: &'static str, function: &'static str },
    /// It does what cannot be done here.
    Code,
    /// It takes links of any type.
    AcceptsLinks,
    /// It takes links of these types into `input`, and nothing else.
    LinkTypes { input: &'static str, types: &'static [&'static str] },
}

/// How a class looks for its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileRule {
    pub(super) input: &'static str,
    /// What the server calls the function where it misses its argument.
    function: &'static str,
    /// What the server calls the file where it finds none.
    noun: &'static str,
    blank: Blank,
}

/// Whether a node may have no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blank {
    Raises,
    /// Nothing, or `none`, is fine.
    Passes,
}

impl OwnCheck {
    /// The check that `class` has of its own, if it is known to have one.
    pub(super) fn of(class: &str) -> Option<&'static Self> {
        // Names mostly differ in length, which is cheaper to compare than an order among them.
        table::CORE.iter().chain(&table::PACKS).find(|check| check.class == class)
    }

    /// The input that the class looks at, if it looks at one.
    pub(super) const fn input(&self) -> Option<&'static str> {
        match self.rule {
            Rule::Accepts | Rule::AcceptsLinks | Rule::Code => None,
            Rule::AspectRatio { input, .. }
            | Rule::AcceptsGiven { input, .. }
            | Rule::LinkTypes { input, .. } => Some(input),
            Rule::File(rule) => Some(rule.input),
        }
    }

    /// Whether the server leaves limits and choices of `input` to the class.
    pub(super) fn takes(&self, input: &str) -> bool {
        self.names == Names::All || self.inputs.contains(&input)
    }

    /// Whether the class takes inputs under any name, and accepts whatever they hold.
    pub(super) fn accepts_all(&self) -> bool {
        let accepts = matches!(self.rule, Rule::Accepts | Rule::AcceptsGiven { .. });
        self.names == Names::All && accepts
    }

    /// Whether the server leaves the types of links to the class.
    pub(super) fn takes_link_types(&self) -> bool {
        matches!(self.rule, Rule::AcceptsLinks | Rule::LinkTypes { .. })
    }
}

/// What is found without looking at the server's files.
#[derive(Debug, PartialEq)]
pub(super) enum Finding<'p> {
    /// The check passes.
    Good,
    /// It depends on whether this file is there.
    File(&'p str),
}

impl FileRule {
    /// What the function finds where its input was given `value`.
    pub(super) fn find<'p>(&self, value: Option<&'p Json<'p>>) -> Result<Finding<'p>, Raised> {
        let value = argument(value, self.function, self.input)?;
        if self.blank == Blank::Passes && (!python::truth(value) || value.as_text() == Some("none"))
        {
            return Ok(Finding::Good);
        }
        value.as_text().map(Finding::File).ok_or_else(|| no_attribute(value, "endswith"))
    }

    /// The problem of a node whose file `name` is not there.
    pub(super) fn missing(&self, name: &str) -> Problem {
        let reason = format!("Invalid {} file: {name}", self.noun);
        Problem::CustomValidationFailed { reason: Some(reason.into()) }
    }
}

/// Raises unless `value` is an aspect ratio from 1:4 to 4:1.
pub(super) fn aspect_ratio(
    value: Option<&Json<'_>>,
    (input, function): (&str, &str),
) -> Result<(), Raised> {
    let value = argument(value, function, input)?;
    let text = value.as_text().ok_or_else(|| no_attribute(value, "split"))?;
    let part = |part: &str| python::float(&python::int(&Json::Text(part.into())).ok()?).ok();
    let ratio = text.split_once(':').and_then(|(width, height)| {
        let (width, height) = (part(width)?, part(height)?);
        (width > 0.0 && height > 0.0).then_some(width / height)
    });
    match ratio {
        Some(ratio) if (0.25..=4.0).contains(&ratio) => Ok(()),
        _ => {
            let message = format!("`{text}` is no aspect ratio from 1:4 to 4:1");
            Err(Raised { kind: "ValueError", message })
        }
    }
}

/// What the function is called with: links arrive as nothing; raises where it is not given.
pub(super) fn argument<'p>(
    value: Option<&'p Json<'p>>,
    function: &str,
    input: &str,
) -> Result<&'p Json<'p>, Raised> {
    match value {
        Some(value) if is_link(value) => Ok(&Json::Null),
        Some(value) => Ok(value),
        None => {
            let message = format!("{function}() missing 1 required positional argument: '{input}'");
            Err(Raised { kind: "TypeError", message })
        }
    }
}

fn no_attribute(value: &Json<'_>, attribute: &str) -> Raised {
    let found = python::type_name(value);
    let message = format!("'{found}' object has no attribute '{attribute}'");
    Raised { kind: "AttributeError", message }
}

/// Whether the server's runtime takes `value` for a link.
pub(super) fn is_link(value: &Json<'_>) -> bool {
    let Some([id, slot]) = value.as_list() else { return false };
    let is_number = matches!(slot, Json::Int(_) | Json::Big(_) | Json::Float(_) | Json::Bool(_));
    id.as_text().is_some() && is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aspect_ratios_have_two_whole_parts_in_range() {
        let check = |text: &str| aspect_ratio(Some(&Json::Text(text.into())), ("a", "f")).is_ok();

        for good in ["16:9", " 1 : 4 ", "4:1", "1_0:10"] {
            assert!(check(good), "{good}");
        }
        for bad in ["16", "16:9:1", "0:1", "1:5", "1.0:1", "", "-1:-1"] {
            assert!(!check(bad), "{bad}");
        }
    }
}
