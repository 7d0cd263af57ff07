//! Advises on requests that are refused as a whole.

use super::Advice;
use crate::closest::closest;
use crate::json::Json;
use crate::schema::{NodeClass, Pack, Schema};
use crate::validate::phrases::{either, quoted, shown};
use crate::validate::report::{Refusal, Undecided, UndecidedReason};

/// How many classes a message has room for.
const SUGGESTIONS: usize = 3;

/// Output nodes that people mostly mean.
const USUAL: [&str; 2] = ["SaveImage", "PreviewImage"];

impl Refusal {
    /// What helps to mend the request, for a server of this schema.
    #[must_use]
    pub fn advice(&self, schema: &Schema) -> Advice {
        match self {
            Self::NoPrompt => Advice::step("send the nodes under the key `prompt`"),
            Self::InvalidPromptId => {
                Advice::step("leave `prompt_id` out, or give a UUID in lower case with hyphens")
            }
            Self::MissingNodeType { node, class_type, .. } => {
                missing_class(node, class_type.as_ref(), schema)
            }
            Self::NoOutputs => no_outputs(schema),
            Self::OutputsFailed { .. } => Advice::step("mend the nodes that are named, then retry"),
        }
    }
}

fn missing_class(node: &str, class: Option<&Json<'_>>, schema: &Schema) -> Advice {
    let Some(class) = class else {
        return Advice::step(format!("give node `{node}` a `class_type`, or remove it"));
    };
    let Some(name) = class.as_text() else {
        let class = shown(class);
        return Advice::step(format!("give node `{node}` a class name as text instead of {class}"));
    };
    let names = schema.classes().map(|class| class.name.as_str());
    let closest: Vec<_> = closest(name, names).into_iter().map(str::to_owned).collect();
    let class = quoted(name);
    let next_step = if closest.is_empty() {
        format!("install the pack that has {class}, or remove node `{node}`")
    } else {
        format!("use {} in node `{node}`, or install the pack that has {class}", either(&closest))
    };
    Advice { allowed: None, closest, next_step }
}

fn no_outputs(schema: &Schema) -> Advice {
    let is_output = |class: &&NodeClass| class.flags.output_node;
    let usual = USUAL.iter().filter_map(|name| schema.class(name)).filter(is_output);
    let is_plain = |class: &&NodeClass| {
        let is_usual = USUAL.contains(&class.name.as_str());
        is_output(class) && class.pack() == Pack::Core && !class.flags.deprecated && !is_usual
    };
    let mut classes: Vec<_> = usual.map(|class| class.name.as_str()).collect();
    if classes.is_empty() {
        let others = schema.classes().filter(is_plain).map(|class| class.name.as_str());
        classes.extend(others.take(SUGGESTIONS));
    }
    match classes.as_slice() {
        [] => Advice::step("add an output node, which shows or saves what others make"),
        classes => Advice::step(format!("add an output node such as {}", either(classes))),
    }
}

impl Undecided {
    /// What to do about it, in one sentence without a final stop.
    #[must_use]
    pub fn next_step(&self) -> String {
        let (input, received) = (&self.input, &self.received);
        let file = received.as_text().map_or_else(|| shown(received), quoted);
        match self.reason {
            _ if self.received == Json::Null => {
                format!("check that what `{input}` gets is a file on the server")
            }
            UndecidedReason::File | UndecidedReason::PackUpload => {
                format!("upload {file} for `{input}`, or check that the server has it")
            }
            UndecidedReason::FilesUnknown => {
                format!("check that the server has {file}, or validate against it")
            }
            UndecidedReason::OwnCode => format!("ask the server whether it takes {file}"),
        }
    }
}
