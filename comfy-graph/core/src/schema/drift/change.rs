//! Names the changes that a schema can undergo.

use std::fmt;

use super::Severity;
use crate::ids::{ClassName, InputName, Slot};
use crate::schema::{Choice, Presence};

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Of a class as a whole.
    Class {
        /// The class.
        class: ClassName,
        /// What changed.
        change: ClassChange,
    },
    /// Of one input.
    Input {
        /// The class.
        class: ClassName,
        /// The input as prompts name it, such as `resize_type.width`; elements of an autogrow
        /// input share the name of its template.
        input: InputName,
        /// The keys of the dynamic options it is under, outermost first.
        options: Vec<Box<str>>,
        /// What changed.
        change: InputChange,
    },
    /// Of one output.
    Output {
        /// The class.
        class: ClassName,
        /// The output.
        slot: Slot,
        /// What changed.
        change: OutputChange,
    },
}

/// A change of a class as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClassChange {
    /// The class is gone.
    Removed,
    /// The class is new.
    Added,
    /// It became, or is no longer, a root of execution.
    OutputNode,
    /// It takes lists at once now, or no longer.
    InputList,
    /// It costs credits now, or no longer.
    Partner,
    /// It is marked otherwise: deprecated, experimental, for developers, with previews.
    Marks,
    /// Inputs that both have are in another order, which saved widget values and positional
    /// arguments follow.
    InputOrder,
    /// Another pack or module brings it.
    Module,
    /// Editors show another caption.
    DisplayName,
    /// Editors show it elsewhere in their menus.
    Category,
    /// The words for people differ: descriptions, tooltips, search words.
    Prose,
}

/// A change of one input.
#[derive(Debug, Clone, PartialEq)]
pub enum InputChange {
    /// The input is gone.
    Removed,
    /// The input is new, with a default or choices to start with.
    Added(Presence),
    /// The input is new, and required without anything to start with.
    AddedRequired,
    /// It may be left out, or may not any more.
    Presence(Presence),
    /// It takes something of another kind.
    Kind {
        /// What it took.
        old: Box<str>,
        /// What it takes.
        new: Box<str>,
    },
    /// It takes everything that it took, from more outputs.
    Widened {
        /// What it took.
        old: Box<str>,
        /// What it takes.
        new: Box<str>,
    },
    /// What an editor starts with differs.
    Default {
        /// What it was, if anything.
        old: Option<Box<str>>,
        /// What it is, if anything.
        new: Option<Box<str>>,
    },
    /// The smallest value differs.
    Min,
    /// The largest value differs.
    Max,
    /// The distance between values in editors differs.
    Step,
    /// Choices are gone.
    ChoicesRemoved(Vec<Choice>),
    /// Choices are new.
    ChoicesAdded(Vec<Choice>),
    /// The files to choose from differ.
    Files,
    /// The choices come from elsewhere.
    Source,
    /// One choice was taken and a list of them is now, or the other way round.
    Multiselect,
    /// The option of a dynamic combo is gone.
    OptionRemoved(Box<str>),
    /// The option of a dynamic combo is new.
    OptionAdded(Box<str>),
    /// Fewer elements fit, or more are required, or they are named otherwise.
    ElementsNarrowed,
    /// More elements fit, or fewer are required.
    ElementsWidened,
    /// It agrees with other inputs and outputs than before.
    Template,
    /// It takes no links any more.
    Socketless,
    /// When the value is computed, or whether the node sees the link, differs.
    Evaluation,
    /// Editors show it otherwise.
    Looks,
}

/// A change of one output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputChange {
    /// The slot is gone.
    Removed,
    /// The slot is new, behind the others.
    Added,
    /// Something else flows out.
    Type {
        /// What flowed out.
        old: Box<str>,
        /// What flows out.
        new: Box<str>,
    },
    /// It is a list now, or no longer.
    List,
    /// Its caption differs.
    Renamed {
        /// What it was.
        old: Box<str>,
        /// What it is.
        new: Box<str>,
    },
}

impl Change {
    /// The class it is a change of.
    #[must_use]
    pub fn class(&self) -> &ClassName {
        match self {
            Self::Class { class, .. } | Self::Input { class, .. } | Self::Output { class, .. } => {
                class
            }
        }
    }

    /// What it can break.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Class { change, .. } => change.severity(),
            Self::Input { change, .. } => change.severity(),
            Self::Output { change, .. } => change.severity(),
        }
    }
}

impl ClassChange {
    fn severity(self) -> Severity {
        match self {
            Self::Removed | Self::InputOrder => Severity::Breaking,
            Self::OutputNode | Self::InputList | Self::Partner => Severity::Behaviour,
            Self::Added | Self::Marks | Self::Module => Severity::Data,
            Self::DisplayName | Self::Category | Self::Prose => Severity::Data,
        }
    }
}

impl InputChange {
    fn severity(&self) -> Severity {
        match self {
            Self::Removed | Self::AddedRequired | Self::Kind { .. } => Severity::Breaking,
            Self::Presence(Presence::Required) | Self::ChoicesRemoved(_) => Severity::Breaking,
            Self::OptionRemoved(_) | Self::ElementsNarrowed => Severity::Breaking,
            Self::Multiselect | Self::Socketless => Severity::Breaking,
            Self::Added(_) | Self::Presence(Presence::Optional) => Severity::Behaviour,
            Self::Default { .. } | Self::Min | Self::Max | Self::Step => Severity::Behaviour,
            Self::Widened { .. } | Self::ElementsWidened => Severity::Behaviour,
            Self::Template | Self::Evaluation | Self::Source => Severity::Behaviour,
            Self::ChoicesAdded(_) | Self::OptionAdded(_) => Severity::Data,
            Self::Files | Self::Looks => Severity::Data,
        }
    }
}

impl OutputChange {
    fn severity(&self) -> Severity {
        match self {
            Self::Removed | Self::Type { .. } | Self::List => Severity::Breaking,
            Self::Added => Severity::Behaviour,
            Self::Renamed { .. } => Severity::Data,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class { class, change } => write!(f, "class `{class}` {change}"),
            Self::Output { class, slot, change } => {
                write!(f, "output {slot} of `{class}` {change}")
            }
            Self::Input { class, input, options, change } => {
                write!(f, "input `{input}` of `{class}` ")?;
                if !options.is_empty() {
                    write!(f, "(under `{}`) ", options.join("`, `"))?;
                }
                change.fmt(f)
            }
        }
    }
}

impl fmt::Display for ClassChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Removed => "is gone",
            Self::Added => "is new",
            Self::OutputNode => "became, or is no longer, an output node",
            Self::InputList => "takes lists at once now, or no longer",
            Self::Partner => "costs credits now, or no longer",
            Self::Marks => "is marked otherwise",
            Self::InputOrder => "has its inputs in another order",
            Self::Module => "comes from another module",
            Self::DisplayName => "has another caption",
            Self::Category => "is elsewhere in the menus",
            Self::Prose => "is described otherwise",
        })
    }
}

impl fmt::Display for InputChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Kind { old, new } => return write!(f, "took {old}; now {new}"),
            Self::Widened { old, new } => return write!(f, "took {old}; now {new} as well"),
            Self::Default { old, new } => {
                let text = |default: &Option<Box<str>>| match default {
                    Some(default) => format!("`{default}`"),
                    None => "nothing".to_owned(),
                };
                return write!(f, "started with {}; now {}", text(old), text(new));
            }
            Self::ChoicesRemoved(gone) => return write!(f, "lost {}", Quoted(gone)),
            Self::ChoicesAdded(new) => return write!(f, "gained {}", Quoted(new)),
            Self::OptionRemoved(key) => return write!(f, "lost the option `{key}`"),
            Self::OptionAdded(key) => return write!(f, "gained the option `{key}`"),
            Self::Removed => "is gone",
            Self::Added(Presence::Required) => "is new, required, with a default",
            Self::Added(Presence::Optional) => "is new",
            Self::AddedRequired => "is new, required, without a default",
            Self::Presence(Presence::Required) => "became required",
            Self::Presence(Presence::Optional) => "became optional",
            Self::Min => "has another smallest value",
            Self::Max => "has another largest value",
            Self::Step => "has another step",
            Self::Files => "offers other files",
            Self::Source => "takes its choices from elsewhere",
            Self::Multiselect => "takes one choice instead of several, or the other way round",
            Self::ElementsNarrowed => "takes fewer elements, or others",
            Self::ElementsWidened => "takes more elements",
            Self::Template => "agrees with other inputs than before",
            Self::Socketless => "takes no links any more",
            Self::Evaluation => "is evaluated otherwise",
            Self::Looks => "is shown otherwise",
        };
        f.write_str(text)
    }
}

impl fmt::Display for OutputChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed => f.write_str("is gone"),
            Self::Added => f.write_str("is new"),
            Self::Type { old, new } => write!(f, "gave {old}; now {new}"),
            Self::List => f.write_str("is a list now, or no longer"),
            Self::Renamed { old, new } => write!(f, "was called `{old}`; now `{new}`"),
        }
    }
}

/// Choices for people.
struct Quoted<'c>(&'c [Choice]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, choice) in self.0.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}`{choice}`")?;
        }
        Ok(())
    }
}
