//! Describes the inputs of a node class.

use std::sync::Arc;

use super::choices::{Choice, ChoiceList};
use super::dynamic::{Autogrow, DynamicCombo, DynamicSlot, MatchType};
use super::files::ChoiceSource;
use super::number::Number;
use super::socket::{COMBO, SocketType};
use crate::ids::InputName;

/// One input of a node class.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The name that prompts use; dots in it do not make it dynamic.
    pub name: InputName,
    /// Whether the server refuses a prompt without it.
    pub presence: Presence,
    /// What it takes.
    pub kind: InputKind,
    /// Limits of an input that is no number: the server compares its literals all the same.
    pub limits: Option<Box<Limits>>,
    /// How it is wired or shown.
    pub traits: InputTraits,
    /// The caption an editor shows, where it differs from the name.
    pub label: Option<Box<str>>,
    /// The server's explanation; absent from snapshots without docs.
    pub tooltip: Option<Box<str>>,
}

impl Input {
    /// The inclusive limits that the server compares literals with, smallest first.
    #[must_use]
    pub fn limits(&self) -> (Option<Number>, Option<Number>) {
        match &self.kind {
            InputKind::Int(widget) => (widget.min, widget.max),
            InputKind::Float(widget) => (widget.min, widget.max),
            _ => self.limits.as_deref().map_or((None, None), |limits| (limits.min, limits.max)),
        }
    }
}

/// The inclusive limits of an input that is no number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The smallest value.
    pub min: Option<Number>,
    /// The largest value.
    pub max: Option<Number>,
}

/// Whether a prompt must give an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The server refuses a prompt without it; it fills in no defaults.
    Required,
    /// It may be left out.
    Optional,
}

/// What an input takes.
#[derive(Debug, Clone, PartialEq)]
pub enum InputKind {
    /// A whole number, or a link to `INT`.
    Int(IntWidget),
    /// A number, or a link to `FLOAT`.
    Float(FloatWidget),
    /// Text, or a link to `STRING`.
    Text(TextWidget),
    /// A flag, or a link to `BOOLEAN`; the default, if any.
    Boolean(Option<bool>),
    /// One of a list of choices, or a link.
    Combo(Combo),
    /// A value that an editor has a widget of its own for, such as `COLOR`; or a link.
    Custom(CustomWidget),
    /// A link, where the server lets literals through but no editor offers one.
    Socket(SocketType),
    /// A choice that decides which further inputs there are.
    DynamicCombo(DynamicCombo),
    /// As many inputs of one kind as are needed.
    Autogrow(Autogrow),
    /// A link whose type must agree with others of the same template.
    MatchType(MatchType),
    /// A link that brings further inputs with it.
    DynamicSlot(DynamicSlot),
    /// Something this crate cannot read; the schema lists the reason among its degradations.
    Opaque,
}

impl InputKind {
    /// What the kind is called, in messages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Int(_) => "whole number",
            Self::Float(_) => "number",
            Self::Text(_) => "text",
            Self::Boolean(_) => "flag",
            Self::Combo(_) => "combo",
            Self::Custom(_) => "widget",
            Self::Socket(_) => "socket",
            Self::DynamicCombo(_) => "dynamic combo",
            Self::Autogrow(_) => "autogrow",
            Self::MatchType(_) => "match type",
            Self::DynamicSlot(_) => "dynamic slot",
            Self::Opaque => "unreadable input",
        }
    }

    /// Which outputs may be linked to the input itself; `None` where none may.
    ///
    /// Elements of autogrow inputs and inputs under dynamic options are inputs of their own.
    #[must_use]
    pub fn socket(&self) -> Option<SocketType> {
        let named = |name: &str| Some(SocketType::Named(name.into()));
        match self {
            Self::Int(_) => named("INT"),
            Self::Float(_) => named("FLOAT"),
            Self::Text(_) => named("STRING"),
            Self::Boolean(_) => named("BOOLEAN"),
            Self::Combo(combo) => match combo.form {
                ComboForm::List => Some(SocketType::Choices(Arc::clone(&combo.choices))),
                ComboForm::Named => named(COMBO),
            },
            Self::Custom(widget) => Some(widget.socket.clone()),
            Self::Socket(socket) => Some(socket.clone()),
            Self::MatchType(template) => Some(template.allowed.clone()),
            Self::DynamicSlot(slot) => Some(slot.socket.clone()),
            Self::DynamicCombo(_) | Self::Autogrow(_) | Self::Opaque => None,
        }
    }
}

/// How an input is wired or shown; all `false` for most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InputTraits {
    /// The producer runs only if the node asks for the value.
    pub lazy: bool,
    /// Editors fold it away.
    pub advanced: bool,
    /// Editors show a socket and no widget.
    pub force_input: bool,
    /// It takes literals only.
    pub socketless: bool,
    /// The node receives the link itself, not the value.
    pub raw_link: bool,
    /// Editors do not show its widget.
    pub hidden: bool,
    /// Whether editors change the value after each run; `None` where nothing is declared.
    ///
    /// Undeclared, they do so for whole numbers called `seed` or `noise_seed`.
    pub control_after_generate: Option<bool>,
    /// What editors let people upload for it.
    pub upload: Option<Upload>,
}

/// What an editor's upload button takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Upload {
    /// Pictures.
    Image,
    /// Animated pictures.
    AnimatedImage,
    /// Sounds.
    Audio,
    /// Videos.
    Video,
    /// Other files, such as 3D models.
    File,
}

/// A whole number; `min` and `max` are inclusive, `step` is a matter of editors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntWidget {
    /// What an editor starts with.
    pub default: Option<i128>,
    /// The smallest value the server takes.
    pub min: Option<Number>,
    /// The largest value the server takes.
    pub max: Option<Number>,
    /// The distance between values that an editor offers.
    pub step: Option<Number>,
}

/// A number; `min` and `max` are inclusive, `step` is a matter of editors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FloatWidget {
    /// What an editor starts with.
    pub default: Option<f64>,
    /// The smallest value the server takes.
    pub min: Option<Number>,
    /// The largest value the server takes.
    pub max: Option<Number>,
    /// The distance between values that an editor offers.
    pub step: Option<Number>,
    /// The grid to which an editor rounds.
    pub round: Option<Number>,
}

/// Text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextWidget {
    /// What an editor starts with.
    pub default: Option<Box<str>>,
    /// Whether editors show an area instead of a line.
    pub multiline: bool,
    /// Whether editors expand `{a|b}` and drop comments before a prompt is sent.
    pub dynamic_prompts: bool,
}

/// A choice from a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Combo {
    /// What can be chosen when the schema was read.
    pub choices: Arc<ChoiceList>,
    /// The declared default, which packs may set to something outside the list.
    pub default: Option<Choice>,
    /// How the server spells the type, which decides what may be linked.
    pub form: ComboForm,
    /// Where the choices come from.
    pub source: ChoiceSource,
    /// Whether a list of choices is taken, sent as `{"__value__": […]}`.
    pub multiselect: bool,
}

impl Combo {
    /// What an editor starts with: the declared default, else the first choice.
    #[must_use]
    pub fn initial(&self) -> Option<&Choice> {
        self.default.as_ref().or_else(|| self.choices.as_slice().first())
    }
}

/// How a combo is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComboForm {
    /// The type is the list itself; only an equal list may be linked.
    List,
    /// The type is `COMBO`; a `COMBO` output or any list may be linked.
    Named,
}

/// A value with a widget of its own, as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomWidget {
    /// The type, such as `COLOR`, or a union that holds widget types, such as `FLOAT,INT`.
    pub socket: SocketType,
    /// The type whose widget editors show; `None` where they show a socket alone.
    pub widget: Option<Box<str>>,
    /// What an editor starts with.
    pub default: Option<serde_json::Value>,
}
