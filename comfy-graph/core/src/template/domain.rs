//! Says what values a parameter takes.
//!
//! It is read off the node class, then narrowed by hints and sidecars. Converting an argument is
//! the business of `value`.

use std::sync::Arc;

use super::placeholder::Hint;
use crate::json::Json;
use crate::schema::{
    ChoiceList, ChoiceSource, Input, InputKind, ModelFolder, NodeClass, Number, OutputType,
    SocketType, Upload,
};

/// What values a parameter takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// The kind of value.
    pub kind: Kind,
    /// The smallest number.
    pub min: Option<Number>,
    /// The largest number.
    pub max: Option<Number>,
    /// The distance between numbers.
    pub step: Option<Step>,
    /// What can be chosen, where it is known.
    pub choices: Option<Arc<ChoiceList>>,
}

/// The kind of value that a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A flag.
    Bool,
    /// Text.
    Text,
    /// One of the choices.
    Choice,
    /// The name of a file in a model folder, where it is known which.
    Model(Option<ModelFolder>),
    /// The name of a file that a user uploads, or made before.
    Upload(Media),
    /// Any JSON: the schema does not tell more.
    Any,
}

/// What an uploaded file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Media {
    /// A picture.
    Image,
    /// A mask, which is read from a picture.
    Mask,
    /// A film.
    Video,
    /// A sound.
    Audio,
    /// Anything else.
    File,
}

/// The distance between the numbers that a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The distance, above 0.
    pub size: Number,
    /// Whether numbers in between are refused.
    pub rule: StepRule,
}

/// Whether numbers between steps are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRule {
    /// They are taken: the step is what editors offer, and servers do not check it.
    Advised,
    /// They are refused: a sidecar says so. Steps are counted from the minimum, else from 0.
    Enforced,
}

impl Kind {
    /// What messages call such a value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Int => "a whole number",
            Self::Float => "a number",
            Self::Bool => "a flag",
            Self::Text => "text",
            Self::Choice => "a choice",
            Self::Model(_) => "a model file",
            Self::Upload(_) => "an uploaded file",
            Self::Any => "any value",
        }
    }

    /// Whether it is a number, so that limits make sense.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Float)
    }

    /// Whether it is one text out of a list.
    #[must_use]
    pub const fn is_listed(self) -> bool {
        matches!(self, Self::Choice | Self::Model(_) | Self::Upload(_))
    }
}

impl Domain {
    /// Every value of a kind.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        Self { kind, min: None, max: None, step: None, choices: None }
    }

    /// The values that a hint asks for.
    pub(super) const fn of_hint(hint: Hint) -> Self {
        Self::of(match hint {
            Hint::Int => Kind::Int,
            Hint::Float => Kind::Float,
            Hint::Bool => Kind::Bool,
            Hint::Text => Kind::Text,
        })
    }

    /// The literals that `input` of `class` takes; `None` where it takes links only.
    pub(super) fn of_input(input: &Input, class: &NodeClass) -> Option<Self> {
        let (min, max) = input.limits();
        let limited = |kind| Self { min, max, ..Self::of(kind) };
        Some(match &input.kind {
            InputKind::Int(widget) => Self { step: advised(widget.step), ..limited(Kind::Int) },
            InputKind::Float(widget) => Self { step: advised(widget.step), ..limited(Kind::Float) },
            InputKind::Text(_) => Self::of(Kind::Text),
            InputKind::Boolean(_) => Self::of(Kind::Bool),
            InputKind::Combo(combo) if combo.multiselect => Self::of(Kind::Any),
            InputKind::Combo(combo) => {
                let kind = match &combo.source {
                    ChoiceSource::Models(folder) => Kind::Model(*folder),
                    ChoiceSource::Uploads => Kind::Upload(Media::of(input, class)),
                    ChoiceSource::Fixed => Kind::Choice,
                    // The list that the server sends is not the one that counts.
                    ChoiceSource::Remote | ChoiceSource::Open => return Some(Self::of(Kind::Text)),
                };
                Self::listed(kind, Arc::clone(&combo.choices))
            }
            InputKind::DynamicCombo(combo) => {
                let keys = combo.options.iter().map(|option| &*option.key).collect();
                Self::listed(Kind::Choice, Arc::new(keys))
            }
            InputKind::Custom(_) | InputKind::MatchType(_) | InputKind::Opaque => {
                Self::of(Kind::Any)
            }
            InputKind::Socket(SocketType::Any) => Self::of(Kind::Any),
            InputKind::Socket(_) | InputKind::Autogrow(_) | InputKind::DynamicSlot(_) => {
                return None;
            }
        })
    }

    fn listed(kind: Kind, choices: Arc<ChoiceList>) -> Self {
        // Without files in the schema, or with uploads to come, the list does not decide.
        let choices = (!choices.as_slice().is_empty()).then_some(choices);
        Self { choices, ..Self::of(kind) }
    }

    /// These values as far as they are of the type that the hint asks for; `None` where the input
    /// would take it for something else.
    pub(super) fn hinted(&self, hint: Hint) -> Option<Self> {
        let number = match (self.kind, hint) {
            (Kind::Any, _) => Self::of_hint(hint).kind,
            (Kind::Text | Kind::Float, Hint::Int) => Kind::Int,
            (Kind::Text, Hint::Float) => Kind::Float,
            (Kind::Int, Hint::Int)
            | (Kind::Float, Hint::Float)
            | (Kind::Bool, Hint::Bool)
            | (Kind::Text | Kind::Model(_) | Kind::Upload(_), Hint::Text) => self.kind,
            (Kind::Choice, hint) => self.has_choice_of(hint).then_some(self.kind)?,
            _ => return None,
        };
        Some(Self { kind: number, ..self.clone() })
    }

    fn has_choice_of(&self, hint: Hint) -> bool {
        let fits = |choice: &Json<'_>| {
            matches!(
                (hint, choice),
                (Hint::Text, Json::Text(_))
                    | (Hint::Int, Json::Int(_))
                    | (Hint::Float, Json::Int(_) | Json::Float(_))
                    | (Hint::Bool, Json::Bool(_))
            )
        };
        let choices = self.choices.as_deref().map_or(&[][..], ChoiceList::as_slice);
        choices.is_empty() || choices.iter().any(|choice| fits(&choice.to_json()))
    }

    /// The values in both; `None` where there are none.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let kind = common_kind(self.kind, other.kind)?;
        let min = extreme(self.min, other.min, |a, b| a >= b);
        let max = extreme(self.max, other.max, |a, b| a <= b);
        if matches!((min, max), (Some(min), Some(max)) if min > max) {
            return None;
        }
        let choices = match (&self.choices, &other.choices) {
            (Some(a), Some(b)) if a == b => Some(Arc::clone(a)),
            (Some(a), Some(b)) => Some(Arc::new(common_choices(a, b)?)),
            (a, b) => a.as_ref().or(b.as_ref()).map(Arc::clone),
        };
        Some(Self { kind, min, max, step: coarser(self.step, other.step), choices })
    }
}

impl Media {
    /// What the class reads files for: what can be uploaded, else its first output that says so.
    fn of(input: &Input, class: &NodeClass) -> Self {
        match input.traits.upload {
            Some(Upload::Audio) => return Self::Audio,
            Some(Upload::Video) => return Self::Video,
            Some(Upload::File) => return Self::File,
            // A picture may be read as a mask alone.
            Some(Upload::Image | Upload::AnimatedImage) | None => {}
        }
        let media = |socket: &SocketType| {
            let name = socket.names().first()?;
            Some(match name.as_str() {
                "IMAGE" => Self::Image,
                "MASK" => Self::Mask,
                "VIDEO" => Self::Video,
                "AUDIO" => Self::Audio,
                _ => return None,
            })
        };
        let sockets = class.outputs.iter().filter_map(|output| match &output.socket {
            OutputType::Fixed(socket) => Some(socket),
            OutputType::Template(_) => None,
        });
        sockets.filter_map(media).next().unwrap_or(Self::File)
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Mask => "mask",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }
}

fn advised(size: Option<Number>) -> Option<Step> {
    let size = size.filter(|size| size.as_f64() > 0.0)?;
    Some(Step { size, rule: StepRule::Advised })
}

/// The kind whose values inputs of both kinds take: the narrower one.
fn common_kind(a: Kind, b: Kind) -> Option<Kind> {
    use Kind::{Any, Choice, Float, Int, Model, Text, Upload};
    Some(match (a, b) {
        (a, b) if a == b => a,
        (Any, kind) | (kind, Any) => kind,
        // A server makes text of a number, a fraction of a whole number.
        (Text | Float, Int) | (Int, Text | Float) => Int,
        (Text, Float) | (Float, Text) => Float,
        (Text, kind) | (kind, Text) if kind.is_listed() => kind,
        (Model(_), Model(_)) => Model(None),
        (Upload(media), Upload(_)) => Upload(media),
        (Choice, kind) | (kind, Choice) if kind.is_listed() => kind,
        _ => return None,
    })
}

fn extreme(
    a: Option<Number>,
    b: Option<Number>,
    is_first: fn(Number, Number) -> bool,
) -> Option<Number> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if is_first(a, b) { a } else { b }),
        (a, b) => a.or(b),
    }
}

fn coarser(a: Option<Step>, b: Option<Step>) -> Option<Step> {
    match (a, b) {
        (Some(a), Some(b)) if a.rule == b.rule => Some(if a.size >= b.size { a } else { b }),
        (Some(a), Some(b)) => Some(if a.rule == StepRule::Enforced { a } else { b }),
        (a, b) => a.or(b),
    }
}

fn common_choices(a: &ChoiceList, b: &ChoiceList) -> Option<ChoiceList> {
    let common: ChoiceList =
        a.as_slice().iter().filter(|choice| b.as_slice().contains(choice)).cloned().collect();
    (!common.as_slice().is_empty()).then_some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(kind: Kind, min: i128, max: i128) -> Domain {
        let number = |whole| Some(Number::Int(whole));
        Domain { min: number(min), max: number(max), ..Domain::of(kind) }
    }

    fn choices(texts: &[&str]) -> Domain {
        Domain::listed(Kind::Choice, Arc::new(texts.iter().copied().collect()))
    }

    #[test]
    fn several_inputs_take_what_each_takes() {
        let both = domain(Kind::Float, 0, 10).and(&domain(Kind::Int, 5, 20)).unwrap();

        assert_eq!(both, domain(Kind::Int, 5, 10));
        assert_eq!(
            choices(&["a", "b", "c"]).and(&choices(&["c", "b"])),
            Some(choices(&["b", "c"]))
        );
        assert_eq!(choices(&["a"]).and(&Domain::of(Kind::Text)), Some(choices(&["a"])));
    }

    #[test]
    fn nothing_is_left_where_inputs_exclude_each_other() {
        assert_eq!(domain(Kind::Int, 0, 4).and(&domain(Kind::Int, 5, 9)), None);
        assert_eq!(choices(&["a"]).and(&choices(&["b"])), None);
        assert_eq!(Domain::of(Kind::Bool).and(&Domain::of(Kind::Text)), None);
        assert_eq!(Domain::of(Kind::Int).and(&choices(&["a"])), None);
    }

    #[test]
    fn hints_narrow_but_never_widen() {
        for (kind, hint, expected) in [
            (Kind::Text, Hint::Int, Some(Kind::Int)),
            (Kind::Float, Hint::Int, Some(Kind::Int)),
            (Kind::Int, Hint::Float, None),
            (Kind::Int, Hint::Text, None),
            (Kind::Bool, Hint::Int, None),
            (Kind::Text, Hint::Bool, None),
            (Kind::Any, Hint::Bool, Some(Kind::Bool)),
            (Kind::Model(None), Hint::Text, Some(Kind::Model(None))),
        ] {
            let hinted = Domain::of(kind).hinted(hint).map(|domain| domain.kind);
            assert_eq!(hinted, expected, "{kind:?} {hint:?}");
        }
        assert_eq!(choices(&["a"]).hinted(Hint::Int), None);
    }
}
